package dev.taskrunner.cli;

import dev.taskrunner.TaskRunner;
import dev.taskrunner.Toolkit;
import dev.taskrunner.chat.ChatBot;
import java.util.List;

/**
 * A part of the demo: what one kind of runner brings.
 *
 * @param title what kind it is, for people
 * @param toolkits what it registers in the room first
 * @param runners what it serves
 * @param chatbots what joins after that
 * @param steps what is asked, in order
 */
record DemoPart(
        String title,
        List<Toolkit> toolkits,
        List<TaskRunner> runners,
        List<ChatBot.Builder> chatbots,
        List<DemoStep> steps) {

    /** A part without chatbots. */
    DemoPart(String title, List<Toolkit> toolkits, List<TaskRunner> runners, List<DemoStep> steps) {
        this(title, toolkits, runners, List.of(), steps);
    }

    /** All parts, in the order of the show. A module with runners of its own adds its part here. */
    static List<DemoPart> all(Shell shell) {
        return List.of(
                HandwrittenDemo.part(),
                FunctionDemo.part(),
                LangChain4jDemo.part(),
                LlmDemo.part(shell),
                ChatDemo.part(shell));
    }
}
