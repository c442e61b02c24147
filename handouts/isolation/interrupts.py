"""Ctrl-C and its relatives as a question that the work asks, never as an exception in mid-step."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class Interrupts:
    """While entered, notes the first signal that asks us to end; the second ends us at once."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self._before: dict[int, Any] = {}

    def __call__(self) -> bool:
        """Return whether we have been asked to end."""
        return self.signal is not None

    def __enter__(self) -> Self:
        """Listen to the signals that this system has."""
        if threading.current_thread() is threading.main_thread():
            for name in _NAMES:
                if number := getattr(signal, name, None):
                    self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the signals to whoever had them before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if self.signal is not None:
            os._exit(128 + number)
        self.signal = number
