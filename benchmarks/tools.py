"""One way each to make the same documents; every function returns the command that does it.

Run as `python -m benchmarks.tools NAME ARGUMENTS`, each is a process of its own, so that all are
measured alike.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_QUIET = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-extensions",
    "--no-first-run",
]


def chromium() -> str | None:
    """Return the browser's command, None if there is none."""
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


def weasyprint_command(pages: list[str], target: str) -> None:
    """Start the `weasyprint` command once for each document."""
    for page in pages:
        output = Path(target) / f"{Path(page).stem}.pdf"
        command = [sys.executable, "-m", "weasyprint", "-q", "--pdf-variant", "pdf/ua-1", page]
        subprocess.run([*command, str(output)], check=True)


def naive(pages: list[str], target: str) -> None:
    """Make the documents in a loop in one process, everything anew for each, as tutorials do."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    started = time.monotonic()
    for page in pages:
        fonts = FontConfiguration()
        html = HTML(filename=page)
        extra = CSS(string="@media print { html { color: black } }", font_config=fonts)
        output = Path(target) / f"{Path(page).stem}.pdf"
        html.write_pdf(output, stylesheets=[extra], font_config=fonts, pdf_variant="pdf/ua-1")
    _report(time.monotonic() - started)


def chromium_cold(pages: list[str], target: str) -> None:
    """Start the browser once for each document."""
    for page in pages:
        output = Path(target) / f"{Path(page).stem}.pdf"
        with _profile() as profile:
            subprocess.run(
                [
                    str(chromium()), *_QUIET, f"--user-data-dir={profile}",
                    "--no-pdf-header-footer", f"--print-to-pdf={output}", Path(page).as_uri(),
                ],
                check=True, stderr=subprocess.DEVNULL,
            )  # fmt: skip


def chromium_warm(pages: list[str], target: str) -> None:
    """Print all documents with one browser, over its debugging pipe."""
    with _profile() as profile:
        browser = _Browser(profile)
        browser.open_page()
        browser.print_page(Path(pages[0]), Path(target))  # the first one warms it up
        started, cpu = time.monotonic(), _session_cpu()
        for page in pages:
            browser.print_page(Path(page), Path(target))
        _report(time.monotonic() - started, _session_cpu() - cpu)
        browser.close()


def typst_warm(sources: list[str], target: str) -> None:
    """Compile all documents in one process."""
    import typst

    from handouts import assets

    with tempfile.TemporaryDirectory() as fonts:
        for name, data in assets.shipped_files().items():
            if name.startswith("fonts/"):
                (Path(fonts) / Path(name).name).write_bytes(data)
        started, cpu = time.monotonic(), time.process_time()
        for source in sources:
            output = str(Path(target) / f"{Path(source).stem}.typ.pdf")
            typst.compile(
                source, output=output, font_paths=[fonts], ignore_system_fonts=True,
                pdf_standards="ua-1",
            )  # fmt: skip
        _report(time.monotonic() - started, time.process_time() - cpu)


def ours(clinics: str, target: str, workers: str) -> None:
    """Build the clinics with our batch, and tell how fast it went once it was warm."""
    from handouts.batch.build import Request, Result, run_batch

    times: list[float] = []
    seconds: list[float] = []
    memory: list[float] = []

    class Watch:
        def start(self, total: int) -> None:  # noqa: ARG002  # what a listener is told
            times.append(time.monotonic())

        def on_result(self, result: Result) -> None:
            if result.kind != "made":
                raise RuntimeError(f"{result.path}: {result.problems}")
            times.append(time.monotonic())
            seconds.append(result.seconds)
            memory.append(result.memory_mb)

    request = Request((Path(clinics),), Path(target), workers=int(workers))
    run_batch(request, Watch(), lambda: False)
    skip = int(workers) + 1  # the first of each worker sets it up
    warm = (times[-1] - times[skip]) / (len(times) - skip - 1) if len(times) > skip + 1 else 0.0
    print(json.dumps({"warm": warm, "memory": memory}))  # noqa: T201


def _profile() -> tempfile.TemporaryDirectory[str]:
    """Return a folder for a browser, which goes on writing into it for a moment when it ends."""
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


class _Browser:
    """Chromium on its debugging pipe: JSON messages that end in a zero byte."""

    def __init__(self, profile: str) -> None:
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()

        def connect() -> None:
            os.dup2(theirs_in, 203)
            os.dup2(theirs_out, 204)
            os.dup2(203, 3)
            os.dup2(204, 4)

        self._process = subprocess.Popen(
            [str(chromium()), *_QUIET, "--remote-debugging-pipe", f"--user-data-dir={profile}"],
            preexec_fn=connect, close_fds=False, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        self._buffer = b""
        self._number = 0
        self._session = ""

    def open_page(self) -> None:
        """Open a page to print from."""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        answer = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = answer["sessionId"]
        self._ask("Page.enable")

    def print_page(self, page: Path, target: Path) -> None:
        """Load a page and write its PDF, tagged."""
        self._ask("Page.navigate", url=page.as_uri())
        while self._read().get("method") != "Page.loadEventFired":
            pass
        answer = self._ask(
            "Page.printToPDF", printBackground=True, preferCSSPageSize=True, generateTaggedPDF=True
        )
        (target / f"{page.stem}.chromium.pdf").write_bytes(base64.b64decode(answer["data"]))

    def close(self) -> None:
        """End the browser."""
        self._session = ""
        self._ask("Browser.close")
        self._process.wait(20)

    def _ask(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            data = os.read(self._in, 1 << 20)
            if not data:
                raise RuntimeError("the browser ended")
            self._buffer += data
        message, _, self._buffer = self._buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found


def _session_cpu() -> float:
    """Return the processor time of all live processes of this session."""
    from benchmarks.measuring import session_cpu

    return session_cpu(os.getsid(0))


def _report(warm: float, cpu: float | None = None) -> None:
    print(json.dumps({"warm_wall": warm, "warm_cpu": cpu}))  # noqa: T201


def main(arguments: list[str]) -> None:
    """Run the tool that is named first."""
    name, target, *rest = arguments
    if name == "ours":
        ours(rest[0], target, rest[1])
        return
    functions = {
        "cli": weasyprint_command, "naive": naive, "chromium-cold": chromium_cold,
        "chromium-warm": chromium_warm, "typst": typst_warm,
    }  # fmt: skip
    functions[name](rest, target)


if __name__ == "__main__":
    main(sys.argv[1:])
