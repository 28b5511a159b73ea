package dev.taskrunner.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.exception.ToolExecutionException;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.taskrunner.langchain4j.bridge.ModelTools;
import java.util.List;

/** The tools of an MCP server. Touched only when langchain4j-mcp is on the class path. */
final class Mcp {
    private Mcp() {}

    static boolean isClient(Object agent) {
        return agent instanceof McpClient;
    }

    static List<AgentShape> tools(Object agent) {
        McpClient client = (McpClient) agent;
        return client.listTools().stream()
                .map(specification -> shape(client, specification))
                .toList();
    }

    private static AgentShape shape(McpClient client, ToolSpecification specification) {
        return new ToolShape(ModelTools.toTool(specification, new Executor(client)));
    }

    /** Calls the server. */
    private record Executor(McpClient client) implements ToolExecutor {
        @Override
        public String execute(ToolExecutionRequest request, Object memoryId) {
            return executeWithContext(
                            request,
                            InvocationContext.builder().chatMemoryId(memoryId).build())
                    .resultText();
        }

        /** The client throws what the server says of a failed call, which is meant for whoever called. */
        @Override
        public ToolExecutionResult executeWithContext(ToolExecutionRequest request, InvocationContext context) {
            try {
                return client.executeTool(request, context);
            } catch (ToolExecutionException e) {
                String text =
                        e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
                return ToolExecutionResult.builder()
                        .isError(true)
                        .resultText(String.valueOf(text))
                        .build();
            }
        }
    }
}
