from datetime import UTC, datetime, timedelta

from bot.pace import Pace, depart
from tests.fakes import FakeClock

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def test_a_chat_gets_at_most_one_message_a_second() -> None:
    pace = Pace(30)
    assert pace.ready_at(1, NOW) == NOW
    pace.reserve(1, NOW)
    assert pace.ready_at(1, NOW) == NOW + seconds(1)
    assert pace.ready_at(2, NOW) == NOW


def test_a_group_gets_at_most_twenty_a_minute() -> None:
    pace = Pace(30)
    for second in range(20):
        pace.reserve(-5, NOW + seconds(second))
    assert pace.ready_at(-5, NOW + seconds(20)) == NOW + seconds(60)


def test_the_bot_keeps_its_rate_over_all_chats() -> None:
    pace = Pace(30)
    turns = [pace.reserve(chat, NOW) for chat in range(61)]
    assert turns == sorted(turns)
    assert turns[0] == NOW
    assert seconds(2) <= turns[60] - NOW <= seconds(2 / 0.97)


async def test_what_a_busy_process_lets_out_late_makes_no_second_too_full() -> None:
    pace, clock = Pace(30), FakeClock(NOW)
    left: list[datetime] = []
    turns = [pace.reserve(chat, NOW) for chat in range(120)]
    for chat, turn in enumerate(turns):
        if chat in (7, 40, 41):
            clock.advance(seconds(0.4))  # something else had the processor
        await depart(pace, clock, turn)
        left.append(clock.now())
    for first, after in zip(left, left[30:], strict=False):
        assert after - first > seconds(1)
    assert left[-1] - left[0] < seconds(4.5)


def test_what_is_used_of_the_rate_is_forgotten_after_a_minute_though_the_clock_was_set_back() -> None:
    pace = Pace(30)
    for chat in range(1800):
        pace.reserve(chat, NOW + seconds(chat / 30))
    hour_back = NOW + seconds(60) - timedelta(hours=1)
    assert pace.share(hour_back) > 0.9
    assert pace.share(hour_back + seconds(180)) == 0


def test_flood_control_holds_the_chat_it_was_said_for() -> None:
    pace = Pace(30)
    for second in range(3):
        pace.reserve(7, NOW + seconds(second))
    until = pace.refused(7, NOW + seconds(3), 10)
    assert until == NOW + seconds(13)
    assert pace.ready_at(7, NOW + seconds(3)) == until
    assert pace.reserve(8, NOW + seconds(3)) == NOW + seconds(3)


def test_flood_control_in_two_chats_at_once_holds_everything() -> None:
    pace = Pace(30)
    pace.refused(7, NOW, 10)
    assert pace.ready_at(9, NOW) == NOW
    pace.refused(8, NOW + seconds(1), 10)
    assert pace.ready_at(9, NOW + seconds(1)) == NOW + seconds(11)


def test_an_answer_overtakes_what_is_owed_but_not_the_limits() -> None:
    pace = Pace(30)
    for chat in range(1, 9):
        pace.reserve(chat, NOW)
    turn, is_near = pace.answer(101, NOW)
    assert is_near
    assert turn - NOW < seconds(0.3)
    assert pace.reserve(9, NOW) > turn


def test_three_answers_may_come_together_in_a_private_chat_and_one_a_second_on_the_whole() -> None:
    pace = Pace(1000)
    turns = []
    now = NOW
    for _ in range(12):
        turn, is_near = pace.answer(101, now)
        if is_near:
            turns.append(turn)
        now = max(now, turn)
    assert turns[2] - turns[0] < seconds(0.1)
    assert turns[-1] - turns[2] >= seconds(len(turns) - 3 - 0.1)
    assert pace.ready_at(101, turns[-1]) - turns[-1] >= seconds(2.9)


def test_an_answer_that_would_wait_long_is_better_owed() -> None:
    pace = Pace(30)
    pace.refused(101, NOW, 30)
    turn, is_near = pace.answer(101, NOW)
    assert not is_near
    assert turn == NOW + seconds(30)
    for _ in range(20):
        pace.remember(-100, NOW)
    assert pace.answer(-100, NOW) == (NOW + seconds(60), False)
