package dev.taskrunner.langchain4j;

import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskSpec;

/** One kind of agent, looked at once: what it is, and how it is asked. Immutable; as safe for several threads as the agent. */
interface AgentShape {
    /** What the agent itself is called; the name of a runner unless another is given. */
    String name();

    /** What the agent declares: title, description, schemas. */
    TaskSpec.Builder spec(String name);

    /** Asks it. The arguments match the schema of {@link #spec}, or the one that replaced it. */
    TaskResult ask(TaskContext context, TaskInput input, Memory memory) throws Exception;

    /** The same agent with the memory's id among the arguments. */
    default AgentShape exposingMemory() {
        throw new IllegalArgumentException(
                "'" + name() + "' has no @MemoryId parameter, so there is no memory to choose");
    }
}
