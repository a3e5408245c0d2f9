"""What aiohttp's errors are told as: they hold the address, which holds the token, and so may not be shown."""

import os
import ssl

import aiohttp
from telegram.error import NetworkError, TimedOut


def failure(error: Exception) -> NetworkError:
    """TimedOut or NetworkError with the reason: the system's words, or else the error's name; never an address."""
    if isinstance(error, TimeoutError):
        late = isinstance(error, aiohttp.ConnectionTimeoutError)
        return TimedOut("Timed out while connecting" if late else "Timed out")
    return NetworkError(_reason(error))


def _reason(error: Exception) -> str:
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        cause = error.certificate_error
    match cause:
        case aiohttp.ClientHttpProxyError():
            return f"The proxy answered with HTTP status {cause.status}"
        case ssl.SSLCertVerificationError():
            return f"TLS: {cause.verify_message.rstrip('.')}"
        case ssl.SSLError():
            return f"TLS: {cause.reason}"
        case OSError(errno=int(number), strerror=str(words)):
            return os.strerror(number) if number > 0 else words  # those of name resolution are below zero
    return type(error).__name__
