"""Run every check, time each, and close with one table (``make test``).

A failing step does not stop the next one. What is left out is said at the very
end, in a box; with ``REDRESS_TEST_REQUIRE_ALL=1`` it is a failure.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parents[1]
PYTHON = sys.executable
WORKERS = min(len(os.sched_getaffinity(0)), 4)
PYTEST = [PYTHON, "-m", "pytest", "-n", str(WORKERS)]
ON_BOTH = "not browser and not single_database"

STEPS: dict[str, list[str]] = {
    "lint": [PYTHON, "-m", "ruff", "check", "."],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "types": [PYTHON, "-m", "mypy"],
    "tests, SQLite": [*PYTEST, "--database=sqlite"],
    "tests, PostgreSQL": [*PYTEST, "--database=postgres", "-m", ON_BOTH],
}


@dataclass
class Result:
    """How one step went, and what it left out, by reason."""

    step: str
    verdict: str
    seconds: float = 0.0
    count: str = ""
    left_out: Counter[str] = field(default_factory=Counter)


def main() -> int:
    """Run the steps and give the exit status."""
    results = []
    try:
        for step, command in STEPS.items():
            say(f"\n==> {step}: {' '.join(command).replace(PYTHON, 'python')}")
            results.append(run(step, command))
    except KeyboardInterrupt:
        results.append(Result("the rest", "interrupted"))
    say(summary(results))
    return int(any(result.verdict not in {"passed", "left out"} for result in results))


def run(step: str, command: list[str]) -> Result:
    """Run one step in the foreground, unless what it needs is missing."""
    if "--database=postgres" in command and (reason := postgres_is_missing()):
        say(reason)
        required = os.environ.get("REDRESS_TEST_REQUIRE_ALL") == "1"
        verdict = "FAILED" if required else "left out"
        return Result(step, verdict, left_out=Counter({reason: 1}))
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory) / "report.xml"
        if "pytest" in command:
            command = [*command, f"--junitxml={report}", "-o", "junit_logging=no"]
        started = time.monotonic()
        status = foreground(command)
        seconds = time.monotonic() - started
        result = Result(step, "FAILED" if status else "passed", seconds)
        if report.exists():
            read_report(report, result)
    return result


def foreground(command: list[str]) -> int:
    """Wait for a command; at Ctrl-C, which it also hears, let it clean up first."""
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.wait()
            raise


def postgres_is_missing() -> str:
    """Say what is missing for the second database; nothing if all is there."""
    asked = [PYTHON, str(ROOT / "tests" / "postgres.py"), "--available"]
    answer = subprocess.run(asked, check=False, stdout=subprocess.PIPE, text=True)
    return "" if answer.returncode == 0 else answer.stdout.strip() or "tests/postgres.py failed"


def read_report(report: Path, result: Result) -> None:
    """Take the number of tests and the reasons for skipping from pytest's own report."""
    tree = ET.parse(report)  # noqa: S314 - pytest wrote it a moment ago
    cases = list(tree.iter("testcase"))
    for case in cases:
        for skipped in case.iter("skipped"):
            result.left_out[skipped.get("message") or "no reason given"] += 1
    result.count = f"{len(cases)} tests"
    if skips := result.left_out.total():
        result.count += f", {skips} skipped"


def summary(results: list[Result]) -> str:
    """Draw the closing table, and under it what was left out and why."""
    rows = [
        f"{result.step:<18} {result.verdict:<12} {result.seconds:>7.1f} s   {result.count}"
        for result in results
    ]
    for result in results:
        for reason, times in result.left_out.items():
            rows += ["", f"LEFT OUT in '{result.step}', {times}x:", f"  {reason}"]
    width = max(map(len, rows))
    edge = "+" + "-" * (width + 2) + "+"
    return "\n".join(["", edge, *(f"| {row:<{width}} |" for row in rows), edge])


def say(text: str) -> None:
    """Print at once, so that the order holds among the output of the steps."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
