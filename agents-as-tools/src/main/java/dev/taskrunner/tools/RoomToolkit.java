package dev.taskrunner.tools;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.IllegalConfigurationException;
import dev.langchain4j.service.tool.AiServiceTool;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolProviderRequest;
import dev.langchain4j.service.tool.ToolService;
import dev.taskrunner.Registration;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.langchain4j.bridge.ModelTools;
import dev.taskrunner.room.Room;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a room's toolkit of what one has: runners, LangChain4j's {@code @Tool} objects, the tools of MCP clients.
 *
 * <pre>{@code
 * RoomToolkit.publish(room, "office", FunctionTaskRunner.allOf(new Calculator()), new Clock());
 * RoomToolkit.publish(room, "files", McpToolProvider.builder().mcpClients(client).build());
 * }</pre>
 *
 * Everybody in the room can then call them, whatever language they are written in.
 */
public final class RoomToolkit {
    private RoomToolkit() {}

    /**
     * Makes a toolkit.
     *
     * @param name its name
     * @param sources of any kind, mixed: a {@link Tool}; a {@link TaskRunner}, which becomes a tool of its name; a
     *     {@link ToolProvider} of LangChain4j, such as that of MCP clients, asked once, now; a collection of these; any other object
     *     has methods annotated with LangChain4j's {@code @Tool}
     * @return the toolkit; as safe for several threads as its sources
     * @throws IllegalArgumentException if two tools have one name, a runner has no name or requires things of the room, or an
     *     object has no tools
     */
    public static Toolkit of(String name, Object... sources) {
        List<Tool> tools = new ArrayList<>();
        for (Object source : sources) {
            addTools(tools, source);
        }
        return Toolkit.of(name, tools);
    }

    /**
     * Makes a toolkit and registers it for everybody in the room, until the registration is closed or the room is left.
     *
     * @param room where
     * @param name the toolkit's name
     * @param sources as for {@link #of}
     * @return the registration
     * @throws IllegalArgumentException as for {@link #of}
     * @throws TaskException if the room refuses
     */
    public static Registration publish(Room room, String name, Object... sources) {
        return room.toolkits().register(of(name, sources), true);
    }

    private static void addTools(List<Tool> tools, Object source) {
        if (source instanceof Tool tool) {
            tools.add(tool);
        } else if (source instanceof TaskRunner runner) {
            tools.add(new RunnerTool(runner));
        } else if (source instanceof ToolProvider provider) {
            addAll(tools, provided(provider));
        } else if (source instanceof Iterable<?> several) {
            several.forEach(one -> addTools(tools, one));
        } else {
            addAll(tools, annotated(source));
        }
    }

    private static List<AiServiceTool> annotated(Object source) {
        try {
            return ToolService.findTools(source);
        } catch (IllegalConfigurationException e) {
            throw new IllegalArgumentException(
                    "no tools can be made of an object of " + source.getClass().getName() + ": " + e.getMessage(), e);
        }
    }

    private static List<AiServiceTool> provided(ToolProvider provider) {
        UserMessage nothing = UserMessage.from("which tools are there?");
        return provider.provideTools(ToolProviderRequest.builder()
                        .userMessage(nothing)
                        .invocationContext(InvocationContext.builder()
                                .chatMemoryId("default")
                                .userMessage(nothing)
                                .timestampNow()
                                .build())
                        .build())
                .aiServiceTools();
    }

    private static void addAll(List<Tool> tools, List<AiServiceTool> found) {
        found.forEach(one -> tools.add(ModelTools.toTool(one.toolSpecification(), one.toolExecutor())));
    }
}
