package dev.taskrunner.llm.loop;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;

/** Counts what one run uses up. Used by the thread of the run only. */
final class Budget {
    private final LoopLimits limits;
    private TokenUsage tokens = new TokenUsage();
    private int modelCalls;
    private int rounds;
    private int toolCalls;
    private int repairs;

    Budget(LoopLimits limits) {
        this.limits = limits;
    }

    /** Before a request. */
    int nextModelCall() {
        if (modelCalls >= limits.maxModelCalls()) {
            throw spent("the model was asked " + modelCalls + " times without a final answer, which is the limit");
        }
        Integer used = tokens.totalTokenCount();
        if (used != null && used >= limits.maxTokens()) {
            throw spent(
                    "the budget of " + limits.maxTokens() + " tokens is used up (" + used + ") before a final answer");
        }
        return ++modelCalls;
    }

    /** After an answer. */
    void used(ChatResponse response) {
        TokenUsage more = response.tokenUsage();
        if (more != null) {
            tokens = TokenUsage.sum(tokens, more);
        }
    }

    /** Before tools are run. */
    void nextRound(int calls) {
        if (rounds >= limits.maxToolRounds()) {
            throw spent("the model still asks for tools after " + rounds + " rounds of them, which is the limit");
        }
        rounds++;
        toolCalls += calls;
    }

    /** Whether an answer may go back once more. */
    boolean mayRepair() {
        return repairs < limits.maxRepairs();
    }

    int nextRepair() {
        return ++repairs;
    }

    TokenUsage tokens() {
        return tokens;
    }

    int modelCalls() {
        return modelCalls;
    }

    int toolCalls() {
        return toolCalls;
    }

    private static TaskException spent(String text) {
        return new TaskException(ErrorCode.FAILED, text);
    }
}
