"""One client for the labs: `ask` a model, by default one whose answers lie beside the notebook.

Whatever is shown of an answer says where it comes from: recorded from which model and when, written
for teaching, or given just now. What a lab imports of this package is light: no network client,
no database.
"""

from terakoya.ai.answer import Answer, AnswerKind
from terakoya.ai.asking_models import ask, recorded_answers
from terakoya.errors import AiError, NotRecordedError

__all__ = ["AiError", "Answer", "AnswerKind", "NotRecordedError", "ask", "recorded_answers"]
