package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskException;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import java.util.List;

/** Finds what is required among what can be seen. */
final class RequiredTools {
    private RequiredTools() {}

    /** The toolkit with the tools that are wanted; the error names who wants them. */
    static Toolkit pick(RequiredToolkit wanted, List<Toolkit> visible, String by) {
        Toolkit found = visible.stream()
                .filter(one -> one.name().equals(wanted.name()))
                .findFirst()
                .orElseThrow(() -> missing("toolkit '" + wanted.name() + "'", by));
        if (wanted.tools() == null) {
            return found;
        }
        List<Tool> tools = wanted.tools().stream()
                .map(name -> found.tool(name)
                        .orElseThrow(() -> missing("tool '" + name + "' of toolkit '" + wanted.name() + "'", by)))
                .toList();
        return Toolkit.of(found.name(), tools).describedAs(found.title(), found.description());
    }

    private static TaskException missing(String what, String by) {
        return new TaskException(ErrorCode.UNKNOWN_TOOL, what + ", which '" + by + "' requires, is not in the room");
    }
}
