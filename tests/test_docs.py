"""Documentation that can be checked is checked."""

import re
from pathlib import Path

from bot.cli import parser
from bot.config import Settings
from handlers import COMMANDS

ROOT = Path(__file__).resolve().parent.parent


def test_the_sample_settings_name_every_setting_and_no_other() -> None:
    written = re.findall(r"^#?\s?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)
    assert sorted(written) == sorted(name.upper() for name in Settings.model_fields)


def test_the_sample_settings_show_the_defaults(tmp_path: Path) -> None:
    sample = Settings(_env_file=ROOT / ".env.example")  # type: ignore[call-arg] # pydantic-settings' own argument
    assert sample == Settings(_env_file=tmp_path / "none")  # type: ignore[call-arg] # as above


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    missing = [command.name for command in COMMANDS if f"/{command.name}" not in readme]
    assert missing == []


def test_every_verb_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    [verbs] = [action.choices for action in parser()._actions if action.dest == "verb"]
    assert [verb for verb in verbs if f"`{verb}" not in readme] == []


def test_locks_are_hashed_and_name_no_host() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        lock = (ROOT / name).read_text()
        assert "://" not in lock
        pinned = re.findall(r"^([\w.-]+)==", lock, re.M)
        hashed = re.findall(r"^[\w.-]+==[^\n]*\\\n    --hash=sha256:", lock, re.M)
        assert pinned
        assert len(pinned) == len(hashed)


def test_every_link_in_the_papers_leads_to_a_file_that_is_there() -> None:
    papers = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    wrong = [
        f"{paper.name}: {target}"
        for paper in papers
        for target in re.findall(r"\]\(([^)#\s]+)\)", paper.read_text())
        if "://" not in target and not (paper.parent / target).exists()
    ]
    assert papers
    assert wrong == []
