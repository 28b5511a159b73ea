package dev.taskrunner.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.room.Room;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question of the demo and the answer that is right.
 *
 * @param agent whom to ask
 * @param arguments with what, as JSON
 * @param expected the right answer as JSON; null if the right answer is a refusal
 * @param refusal the right refusal; null if the right answer is none
 * @param words what the right answer of a chatbot contains; empty if a runner is asked
 */
record DemoStep(
        String agent,
        String arguments,
        @Nullable String expected,
        @Nullable ErrorCode refusal,
        List<String> words) {

    /** A question that is answered. */
    static DemoStep answered(String agent, String arguments, String expected) {
        return new DemoStep(agent, arguments, expected, null, List.of());
    }

    /** A question that is refused. */
    static DemoStep refused(String agent, String arguments, ErrorCode refusal) {
        return new DemoStep(agent, arguments, null, refusal, List.of());
    }

    /** Something that is said to a chatbot. */
    static DemoStep said(String bot, String text, String... words) {
        return new DemoStep(bot, text, null, null, List.of(words));
    }

    /**
     * What came of a question.
     *
     * @param text the answer, for people
     * @param right whether it is the right one
     * @param millis how long it took
     */
    record Outcome(String text, boolean right, double millis) {}

    /** Asks. */
    Outcome ask(Room room) throws JsonProcessingException, InterruptedException {
        long start = System.nanoTime();
        try {
            if (!words.isEmpty()) {
                String said = Talk.once(room, agent, arguments);
                return new Outcome(said, words.stream().allMatch(said::contains), since(start));
            }
            TaskResult result = room.agents().ask(agent, Json.read(arguments));
            boolean right = expected != null && Json.read(expected).equals(Json.read(result.toJson()));
            return new Outcome(result.toJson(), right, since(start));
        } catch (TaskException e) {
            boolean right = e.code() == refusal;
            return new Outcome("refused, " + e.code().wireName() + ": " + e.text(), right, since(start));
        }
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }
}
