package dev.taskrunner.cli;

import dev.taskrunner.TaskRunner;
import dev.taskrunner.Toolkit;
import java.util.List;

/**
 * A part of the demo: what one kind of runner brings.
 *
 * @param title what kind it is, for people
 * @param toolkits what it registers in the room first
 * @param runners what it serves
 * @param steps what is asked, in order
 */
record DemoPart(String title, List<Toolkit> toolkits, List<TaskRunner> runners, List<DemoStep> steps) {

    /** All parts, in the order of the show. A module with runners of its own adds its part here. */
    static List<DemoPart> all(Shell shell) {
        return List.of(HandwrittenDemo.part(), FunctionDemo.part(), LangChain4jDemo.part(), LlmDemo.part(shell));
    }
}
