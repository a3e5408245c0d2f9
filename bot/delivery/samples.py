"""One message of each kind that holds no text, as the fields of Telegram's Message."""

from collections.abc import Mapping
from typing import Any

_FILE = {"file_id": "sample", "file_unique_id": "sample"}
_SIZE = {"width": 9, "height": 9}
SAMPLES: Mapping[str, Mapping[str, Any]] = {
    "voice": {"voice": {**_FILE, "duration": 3}},
    "photo": {"photo": [{**_FILE, **_SIZE}]},
    "album": {"photo": [{**_FILE, **_SIZE}], "media_group_id": "7"},
    "document": {"document": {**_FILE, "file_name": "passport.pdf"}},
    "sticker": {"sticker": {**_FILE, **_SIZE, "type": "regular", "is_animated": False, "is_video": False}},
    "location": {"location": {"latitude": 42.87, "longitude": 74.59}},
    "contact": {"contact": {"phone_number": "+996555000000", "first_name": "A"}},
    "dice": {"dice": {"emoji": "🎲", "value": 1}},
    "pinned": {"delete_chat_photo": True},
    "via": {"via_bot": {"id": 1, "is_bot": True, "first_name": "Bot"}},
    "forwarded": {"forward_origin": {"type": "hidden_user", "sender_user_name": "A", "date": 1}},
}
