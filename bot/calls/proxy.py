"""Which HTTP proxy the environment names for a host."""

import logging
from urllib.request import getproxies, proxy_bypass

log = logging.getLogger(__name__)


def proxy(scheme: str, host: str) -> str | None:
    """The proxy for a host by the usual variables: https_proxy, http_proxy, all_proxy and no_proxy, in any case."""
    named = getproxies()
    address = named.get(scheme) or named.get("all")
    if not address or proxy_bypass(host):
        return None
    if "://" not in address:
        return f"http://{address}"
    if address.startswith(("http://", "https://")):
        return address
    log.warning("The environment names a proxy for %s that is not an HTTP proxy; it is left out", host)
    return None
