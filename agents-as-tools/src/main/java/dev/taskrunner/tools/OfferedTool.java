package dev.taskrunner.tools;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.Toolkit;
import dev.taskrunner.langchain4j.bridge.ModelTools;
import dev.taskrunner.schema.JsonSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of our tools as LangChain4j's AI services take them: under a name that models take, called on the account of whatever the
 * service works on. Immutable; safe for several threads.
 */
final class OfferedTool implements ToolExecutor {
    private final CallOrigin origin;
    private final ModelTools tools;

    OfferedTool(CallOrigin origin, Tool tool, String name) {
        this.origin = origin;
        this.tools = ModelTools.of(List.of(Toolkit.of("agents", new Renamed(tool, name))));
    }

    /** What to give to LangChain4j. */
    Map<ToolSpecification, ToolExecutor> entry() {
        return Map.of(tools.specifications().get(0), this);
    }

    ToolSpecification specification() {
        return tools.specifications().get(0);
    }

    @Override
    public String execute(ToolExecutionRequest request, Object memoryId) {
        return tools.call(request, origin.context(null)).text();
    }

    @Override
    public ToolExecutionResult executeWithContext(ToolExecutionRequest request, InvocationContext invocation) {
        ModelTools.Outcome outcome = tools.call(request, origin.context(invocation));
        return ToolExecutionResult.builder()
                .isError(outcome.isError())
                .resultText(outcome.text())
                .build();
    }

    /** The same tool as the model knows it. */
    private record Renamed(Tool tool, String name) implements Tool {
        @Override
        public String title() {
            return tool.title();
        }

        @Override
        public String description() {
            return tool.description();
        }

        @Override
        public JsonSchema inputSchema() {
            return tool.inputSchema();
        }

        @Override
        public Optional<JsonSchema> outputSchema() {
            return tool.outputSchema();
        }

        @Override
        public TaskResult invoke(ToolContext context, TaskInput input) throws Exception {
            return tool.invoke(context, input);
        }
    }
}
