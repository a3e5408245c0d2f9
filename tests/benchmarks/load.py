"""Messages as an election day brings them: at random moments, each from another reader, through the real inbox."""

import asyncio
import random
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from bot.calls.pace import Pace
from bot.config import ROOT
from bot.delivery.samples import SAMPLES
from bot.matching import evaluation
from tests.benchmarks.peers import InProcess, message, press
from tests.benchmarks.rounds import header
from tests.benchmarks.served import Served, Unlimited, serving, sqlite

RATE = 30  # messages a second, of the sample of a day
API_SECONDS = 0.05  # that a call of the Bot API takes
STEP_SECONDS = 10.0  # of every rate
LIMITED = (15, 25, 30)  # messages a second with Telegram's limit on
PATIENCE = 120  # seconds for what is still waiting at the end
GROWN = 2.0  # times the latency of the lowest rate: it begins to grow
DAY = 24 * 60 * 60
CHATS = count(1_000_000)


class Mix:
    """Six questions of ten, a quarter taps, the rest what readers send besides."""

    def __init__(self, served: Served) -> None:
        self._chance = random.Random(2026)
        self._questions = [row.question for row in evaluation.read(ROOT / "tests" / "questions" / "dev.tsv")]
        catalogue = served.desk.editions.current.catalogue
        self._buttons = [f"entry:ru:{name}" for name in catalogue.entries] * 2
        self._buttons += [f"topic:ru:{topic.id}:0" for topic in catalogue.topics] * 10 + ["topics:ru"] * 50

    def update(self, chat: int) -> dict[str, Any]:
        """The next one."""
        kind = self._chance.random()
        if kind < 0.60:
            return message(self._chance.choice(self._questions), chat)
        if kind < 0.85:
            return press(self._chance.choice(self._buttons), chat)
        if kind < 0.95:
            command = self._chance.choice(["/start", "/topics", "/language"])
            return message(command, chat, entities=[{"type": "bot_command", "offset": 0, "length": len(command)}])
        sample = self._chance.choice([SAMPLES["voice"], SAMPLES["photo"], SAMPLES["sticker"], {"text": "рахмат"}])
        update = message("", chat)
        del update["message"]["text"]
        update["message"].update(sample)
        return update


class Sample:
    """Some seconds at a rate: what came of it."""

    def __init__(self, served: Served, rate: float, seconds: float) -> None:
        self._served = served
        self._rate = rate
        self._seconds = seconds
        self._received: dict[int, float] = {}
        self._calls = 0
        self._lags: list[float] = []
        self._depths: list[int] = []
        self.latencies: list[float] = []
        served.api.listener = self._listen

    async def run(self) -> None:
        """Send them, and wait until all are answered."""
        mix, chance, deliveries = Mix(self._served), random.Random(1), []
        watching = asyncio.create_task(self._watch())
        started, cpu, due = time.perf_counter(), time.process_time(), 0.0
        while (due := due + chance.expovariate(self._rate)) < self._seconds:
            await asyncio.sleep(max(0.0, started + due - time.perf_counter()))
            chat = next(CHATS)
            update = mix.update(chat)
            self._received[chat] = started + due  # a loop that was held has kept Telegram waiting
            deliveries.append(asyncio.create_task(self._served.deliver(update)))
        self.sent = len(deliveries)
        self.cpu = (time.process_time() - cpu) / (time.perf_counter() - started)
        self.left = sum(not each.done() for each in deliveries)
        await asyncio.wait_for(asyncio.gather(*deliveries), PATIENCE)
        watching.cancel()
        self.cost = 1000 * (time.process_time() - cpu) / self.sent
        self.messages = self._calls / self.sent

    @property
    def latency(self) -> tuple[float, float]:
        """Milliseconds from receipt to the call that answers, p50 and p99."""
        middle, late = np.percentile(self.latencies, [50, 99])
        return float(middle), float(late)

    @property
    def lag(self) -> tuple[float, float]:
        """Milliseconds that the event loop is late, p99 and at most."""
        return float(np.percentile(self._lags, 99)), max(self._lags)

    @property
    def depth(self) -> int:
        """The most updates that were in the inbox at once."""
        return max(self._depths)

    def _listen(self, name: str, call: dict[str, Any]) -> None:
        if "chat_id" in call:
            self._calls += 1
            received = self._received.pop(call["chat_id"], None)
            if received is not None:
                self.latencies.append(1000 * (time.perf_counter() - received))

    async def _watch(self) -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.01)
            self._lags.append(1000 * (time.perf_counter() - begun - 0.01))
            self._depths.append(len(self._served.inbox.settled))


async def measure(seconds: float, rates: list[float]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        await _day(folder, seconds)
        await _rates(folder, rates, Unlimited, "ours alone, Telegram's limit on messages off")
        await _rates(folder, LIMITED, Pace, "with Telegram's limit of 30 messages a second kept, as the bot is served")


async def _day(folder: str, seconds: float) -> None:
    async with serving(sqlite(folder, "day"), InProcess(API_SECONDS), Unlimited) as served:
        await Sample(served, RATE, 5).run()
        await served.desk.store.database.tidy()
        disk, memory = _size(folder), _resident()
        sample = Sample(served, RATE, seconds)
        await sample.run()
        await served.desk.store.database.tidy()
        grown = (_size(folder) - disk) / sample.sent
        memory_after = _resident()
    header(f"{sample.sent:,} messages in {seconds:.0f} s, {RATE} a second", "measured", "a day of them (extrapolated)")
    day = RATE * DAY
    print(f"| messages | {sample.sent:,} | {day:,} |")
    print(f"| processor, share of one core | {100 * sample.cpu:.0f} % | {sample.cpu * 24:.1f} hours |")
    print(f"| processor, a message | {sample.cost:.1f} ms | one core is full at {1000 / sample.cost:.0f} a second |")
    print("| receipt to answer, p50 and p99 | {:.0f} and {:.0f} ms | the same |".format(*sample.latency))
    print(f"| updates in the inbox at once, at most | {sample.depth} | the same |")
    print("| event loop late, p99 and at most | {:.1f} and {:.1f} ms | the same |".format(*sample.lag))
    print(f"| memory before and after | {memory:.0f} and {memory_after:.0f} MiB | not extrapolated |")
    print(f"| disk, a message | {grown:.0f} bytes | {grown * day / 2**20:,.0f} MiB |")
    print(f"| messages sent or edited, a message received | {sample.messages:.2f} | {sample.messages * day:,.0f} |")


async def _rates(folder: str, rates: Any, pace: type[Pace], title: str) -> None:
    names = (
        "received a second",
        "sent or edited a second",
        "p50, ms",
        "p99, ms",
        "waiting at the end",
        "processor, ms a message",
    )
    header(f"{title}: {names[0]}", *names[1:])
    first, knee = 0.0, None
    async with serving(sqlite(folder, pace.__name__), InProcess(API_SECONDS), pace) as served:
        await Sample(served, 10, 3).run()
        for rate in rates:
            sample = Sample(served, rate, STEP_SECONDS)
            await sample.run()
            middle, late = sample.latency
            first = first or late
            knee = knee or (rate if late > GROWN * first else None)
            shown = (f"{rate:g}", f"{rate * sample.messages:.0f}", f"{middle:.0f}", f"{late:.0f}", f"{sample.left}")
            print(f"| {' | '.join(shown)} | {sample.cost:.1f} |", flush=True)
            if sample.left > rate * STEP_SECONDS / 2:
                break
    print(
        f"\nThe p99 has doubled at {knee:g} a second." if knee else "\nThe latency does not grow up to the last rate."
    )


def _size(folder: str) -> int:
    return sum(path.stat().st_size for path in Path(folder).glob("day.*"))


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 2**20
