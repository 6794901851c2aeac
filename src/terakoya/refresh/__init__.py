"""When to practise again, on which data, and whether an answer is right."""

from terakoya.refresh.answers import Reading, is_right, read_answer, same_answer
from terakoya.refresh.calendar import CalendarEntry, make_calendar
from terakoya.refresh.due_practice import DueItem, Standing, list_due
from terakoya.refresh.schedule import Rating, first_memory, rate_attempt, review
from terakoya.refresh.secret import Secret, read_secret
from terakoya.refresh.variants import NoVariantError, choose_variant
from terakoya.refresh.working_days import next_working_day, tokyo_date

__all__ = ["CalendarEntry", "DueItem", "NoVariantError", "Rating", "Reading", "Secret"]
__all__ += ["Standing", "choose_variant", "first_memory", "is_right", "list_due"]
__all__ += ["make_calendar", "next_working_day", "rate_attempt", "read_answer", "read_secret"]
__all__ += ["review", "same_answer", "tokyo_date"]
