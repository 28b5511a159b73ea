package dev.taskrunner.llm;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.llm.loop.AnswerCheck;
import org.jspecify.annotations.Nullable;

/** Any text will do, none will not. */
final class TextCheck implements AnswerCheck {
    @Override
    public @Nullable String complaint(String text) {
        return text.isBlank() ? "Your answer was empty. Answer in words." : null;
    }

    @Override
    public TaskException refusal() {
        return new TaskException(ErrorCode.INVALID_RESPONSE, "the model gave an empty answer");
    }
}
