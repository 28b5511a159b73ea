package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.wire.RawJson;
import java.util.ArrayList;
import java.util.List;

/** The toolkits of one task: the runner's own, then the required, then the caller's (the contract's step 2). */
final class TaskToolkits {
    private final ToolkitsClient client;
    private final TaskSpec spec;
    private final List<RequiredToolkit> required;

    TaskToolkits(ToolkitsClient client, TaskSpec spec) {
        this.client = client;
        this.spec = spec;
        this.required = spec.requires().stream()
                .filter(RequiredToolkit.class::isInstance)
                .map(RequiredToolkit.class::cast)
                .toList();
    }

    /** No round trip when nothing is required. */
    List<Toolkit> resolve(String target, List<RawJson> supplied) {
        List<Toolkit> toolkits = new ArrayList<>(spec.toolkits());
        if (!required.isEmpty()) {
            List<Toolkit> visible = client.listFor(target);
            required.forEach(one -> toolkits.add(pick(one, visible)));
        }
        if (spec.supportsTools()) {
            supplied.forEach(one -> toolkits.add(client.remote(one, target)));
        }
        return toolkits;
    }

    private Toolkit pick(RequiredToolkit wanted, List<Toolkit> visible) {
        Toolkit found = visible.stream()
                .filter(one -> one.name().equals(wanted.name()))
                .findFirst()
                .orElseThrow(() -> missing("toolkit '" + wanted.name() + "'"));
        if (wanted.tools() == null) {
            return found;
        }
        List<Tool> tools = wanted.tools().stream()
                .map(name -> found.tool(name)
                        .orElseThrow(() -> missing("tool '" + name + "' of toolkit '" + wanted.name() + "'")))
                .toList();
        return Toolkit.of(found.name(), tools).describedAs(found.title(), found.description());
    }

    private TaskException missing(String what) {
        return new TaskException(
                ErrorCode.UNKNOWN_TOOL, what + ", which '" + spec.name() + "' requires, is not in the room");
    }
}
