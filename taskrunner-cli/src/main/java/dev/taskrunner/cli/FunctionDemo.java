package dev.taskrunner.cli;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.function.FunctionTaskRunner;
import dev.taskrunner.function.Task;
import java.util.List;

/** A plain class: schemas are made of its methods' types. */
final class FunctionDemo {
    private FunctionDemo() {}

    static DemoPart part() {
        return new DemoPart(
                "made of a plain Java class",
                List.of(),
                List.copyOf(FunctionTaskRunner.allOf(new Words())),
                List.of(
                        DemoStep.answered("longest", "{\"words\":[\"a\",\"tree\",\"of\"]}", "\"tree\""),
                        DemoStep.answered("repeat", "{\"text\":\"ab\",\"times\":3}", "\"ababab\""),
                        DemoStep.refused("repeat", "{\"text\":\"ab\",\"times\":1.5}", ErrorCode.INVALID_ARGUMENTS)));
    }

    /** The class. */
    static final class Words {
        @Task(description = "Finds the longest word")
        String longest(List<String> words) {
            return words.stream().reduce("", (a, b) -> b.length() > a.length() ? b : a);
        }

        @Task(description = "Repeats a text")
        String repeat(String text, int times) {
            return text.repeat(Math.max(0, Math.min(times, 100)));
        }
    }
}
