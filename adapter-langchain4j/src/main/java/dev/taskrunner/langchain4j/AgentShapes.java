package dev.taskrunner.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells what kind of agent something is. */
final class AgentShapes {
    private AgentShapes() {}

    static AgentShape of(Object agent, Optional<String> method) {
        refuseNoAgent(agent);
        Optional<AgentShape> agentic = Agentic.shape(agent, method);
        if (agentic.isPresent()) {
            return agentic.get();
        }
        if (agent instanceof ChatModel model) {
            return ModelShape.of(model);
        }
        if (agent instanceof StreamingChatModel model) {
            return ModelShape.of(model);
        }
        if (isMcpClient(agent)) {
            return mcpTool(agent, method);
        }
        Class<?> type = ServiceMethods.typeOf(agent);
        return new ServiceMethod(agent, ServiceMethods.choose(type, method));
    }

    static List<AgentShape> all(Object agent) {
        refuseNoAgent(agent);
        if (isMcpClient(agent)) {
            return Mcp.tools(agent);
        }
        if (isOne(agent)) {
            return List.of(of(agent, Optional.empty()));
        }
        Class<?> type = ServiceMethods.typeOf(agent);
        List<Method> methods = ServiceMethods.methods(type);
        if (methods.isEmpty()) {
            return List.of(of(agent, Optional.empty()));
        }
        return methods.stream()
                .map(method -> ServiceMethods.choose(type, Optional.of(method.getName())))
                .map(method -> (AgentShape) new ServiceMethod(agent, method))
                .toList();
    }

    private static boolean isOne(Object agent) {
        return Agentic.shape(agent, Optional.empty()).isPresent()
                || agent instanceof ChatModel
                || agent instanceof StreamingChatModel;
    }

    private static void refuseNoAgent(Object agent) {
        boolean isValue = agent instanceof CharSequence
                || agent instanceof Number
                || agent instanceof Boolean
                || agent.getClass().isArray()
                || agent instanceof Iterable<?>
                || agent instanceof java.util.Map<?, ?>;
        if (agent instanceof Class<?> type) {
            throw new IllegalArgumentException("give the agent itself, not its class " + type.getName()
                    + "; build it first, for example with AiServices.create(" + type.getSimpleName()
                    + ".class, model)");
        }
        if (isValue) {
            throw new IllegalArgumentException(
                    "a " + agent.getClass().getName()
                            + " is no agent; give an AI service, an agentic agent, a chat model or an object with public methods");
        }
    }

    private static boolean isMcpClient(Object agent) {
        return Optionals.MCP && Mcp.isClient(agent);
    }

    private static AgentShape mcpTool(Object agent, Optional<String> tool) {
        List<AgentShape> tools = Mcp.tools(agent);
        if (tool.isEmpty() && tools.size() == 1) {
            return tools.get(0);
        }
        String names = tools.stream().map(AgentShape::name).collect(Collectors.joining(", "));
        return tools.stream()
                .filter(one -> tool.isPresent() && one.name().equals(tool.get()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        tool.map(name -> "this MCP server has no tool '" + name + "'; it has: " + names)
                                .orElse("this MCP server has several tools, or none: " + names
                                        + "; name one, of(name, client, \"tool\"), or take all with allOf(client)")));
    }
}
