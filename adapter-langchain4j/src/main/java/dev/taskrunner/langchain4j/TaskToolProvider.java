package dev.taskrunner.langchain4j;

import dev.langchain4j.invocation.InvocationParameters;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolProviderRequest;
import dev.langchain4j.service.tool.ToolProviderResult;
import dev.taskrunner.CallContext;
import dev.taskrunner.TaskContext;
import dev.taskrunner.langchain4j.bridge.CallParameters;
import dev.taskrunner.langchain4j.bridge.ModelTools;
import java.util.Optional;

/**
 * Offers an agent the toolkits of the task at hand: the runner's own, those it requires from the room, and those the caller
 * brings. Build the agent with it:
 *
 * <pre>{@code
 * Assistant assistant = AiServices.builder(Assistant.class)
 *         .chatModel(model)
 *         .toolProvider(new TaskToolProvider())
 *         .build();
 * room.serve(LangChain4jTaskRunner.of("assistant", assistant).supportsTools(true));
 * }</pre>
 *
 * It also tells the agent's other tools who asks, in their {@link InvocationParameters}; see {@link CallParameters}. An agent
 * that is called outside of any task gets no tools. Agents that run in parallel, on threads that LangChain4j takes from
 * elsewhere, see the task only through an {@code InvocationParameters} parameter of their method. Safe for several threads.
 */
public final class TaskToolProvider implements ToolProvider {
    /** A provider; one can serve many agents. */
    public TaskToolProvider() {
        // Holds nothing: whatever it offers comes with the task.
    }

    /**
     * Called by LangChain4j before each call of the agent.
     *
     * @param request says for which call
     * @return the tools of the task's toolkits; none outside of a task
     */
    @Override
    public ToolProviderResult provideTools(ToolProviderRequest request) {
        InvocationParameters parameters = request.invocationContext() == null ? null : request.invocationParameters();
        Optional<CallContext> call = (parameters == null
                        ? Optional.<CallContext>empty()
                        : CallParameters.callOf(parameters))
                .or(CurrentCall::context);
        if (call.isEmpty()) {
            return ToolProviderResult.builder().build();
        }
        if (parameters != null) {
            CallParameters.of(call.get()).asMap().forEach((name, value) -> {
                if (!parameters.containsKey(name)) {
                    parameters.put(name, value);
                }
            });
        }
        if (!(call.get() instanceof TaskContext task)) {
            return ToolProviderResult.builder().build();
        }
        return ToolProviderResult.builder()
                .addAll(ModelTools.of(task.toolkits()).executors(task.toolContext()))
                .build();
    }
}
