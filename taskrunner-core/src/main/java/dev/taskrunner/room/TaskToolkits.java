package dev.taskrunner.room;

import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskSpec;
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

    List<Toolkit> resolve(String target, List<RawJson> supplied) {
        List<Toolkit> toolkits = new ArrayList<>(spec.toolkits());
        toolkits.addAll(client.required(required, target, spec.name()));
        if (spec.supportsTools()) {
            supplied.forEach(one -> toolkits.add(client.remote(one, target)));
        }
        return toolkits;
    }
}
