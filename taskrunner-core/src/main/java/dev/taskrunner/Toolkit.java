package dev.taskrunner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.schema.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A named set of tools. Immutable; safe to share between threads.
 */
public final class Toolkit {
    private final String name;
    private final String title;
    private final String description;
    private final Map<String, Tool> tools;

    private Toolkit(String name, String title, String description, Collection<? extends Tool> tools) {
        this.name = name;
        this.title = title;
        this.description = description;
        this.tools = new LinkedHashMap<>();
        for (Tool tool : tools) {
            if (this.tools.putIfAbsent(tool.name(), tool) != null) {
                throw new IllegalArgumentException("toolkit '" + name + "' has two tools named '" + tool.name() + "'");
            }
        }
    }

    /**
     * Makes a toolkit.
     *
     * @param name its name
     * @param tools its tools; names must differ
     * @return the toolkit
     * @throws IllegalArgumentException if two tools have one name
     */
    public static Toolkit of(String name, Tool... tools) {
        return new Toolkit(name, name, "", List.of(tools));
    }

    /**
     * Makes a toolkit.
     *
     * @param name its name
     * @param tools its tools; names must differ
     * @return the toolkit
     * @throws IllegalArgumentException if two tools have one name
     */
    public static Toolkit of(String name, Collection<? extends Tool> tools) {
        return new Toolkit(name, name, "", tools);
    }

    /**
     * Gives it a title and a description.
     *
     * @param newTitle what to call it when people look
     * @param newDescription what it is for
     * @return a changed copy
     */
    public Toolkit describedAs(String newTitle, String newDescription) {
        return new Toolkit(name, newTitle, newDescription, tools.values());
    }

    /**
     * Its name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * What to call it when people look.
     *
     * @return the title; the name unless given
     */
    public String title() {
        return title;
    }

    /**
     * What it is for.
     *
     * @return the description; empty unless given
     */
    public String description() {
        return description;
    }

    /**
     * Its tools.
     *
     * @return the tools, in order
     */
    public List<Tool> tools() {
        return List.copyOf(tools.values());
    }

    /**
     * One of its tools.
     *
     * @param toolName the tool's name
     * @return the tool, if there is one of that name
     */
    public Optional<Tool> tool(String toolName) {
        return Optional.ofNullable(tools.get(toolName));
    }

    /**
     * Validates the arguments and calls a tool.
     *
     * @param context who calls, until when
     * @param toolName the tool's name
     * @param input the arguments
     * @return what the tool answered
     * @throws TaskException {@link ErrorCode#UNKNOWN_TOOL}, {@link ErrorCode#INVALID_ARGUMENTS} (the tool was not called),
     *     or what the tool threw, mapped as {@link TaskException} says
     */
    public TaskResult invoke(ToolContext context, String toolName, TaskInput input) {
        Tool tool = known(toolName);
        check(tool, input);
        try {
            return TaskResult.of(tool.invoke(context, input));
        } catch (Throwable e) {
            throw Failures.toTaskException(e, "tool " + name + "." + toolName, context.cancellation(), false);
        }
    }

    /**
     * Validates the arguments, if they are no stream, and calls a tool that answers with a stream.
     *
     * @param context who calls, until when
     * @param toolName the tool's name
     * @param input the arguments; an empty object for a tool that takes a stream
     * @param stream the tool's end of the call
     * @throws TaskException {@link ErrorCode#UNKNOWN_TOOL}, {@link ErrorCode#INVALID_REQUEST} for a tool without streams,
     *     {@link ErrorCode#INVALID_ARGUMENTS} (the tool was not called), or what the tool threw, mapped as {@link TaskException} says
     */
    public void stream(ToolContext context, String toolName, TaskInput input, ContentStream stream) {
        if (!(known(toolName) instanceof StreamTool tool)) {
            throw new TaskException(
                    ErrorCode.INVALID_REQUEST, "tool '" + toolName + "' neither takes a stream nor answers with one");
        }
        if (!tool.takesStream()) {
            check(tool, input);
        }
        try {
            tool.stream(context, input, stream);
        } catch (Throwable e) {
            throw Failures.toTaskException(e, "tool " + name + "." + toolName, context.cancellation(), false);
        }
    }

    private Tool known(String toolName) {
        Tool tool = tools.get(toolName);
        if (tool == null) {
            throw new TaskException(
                    ErrorCode.UNKNOWN_TOOL,
                    "toolkit '" + name + "' has no tool '" + toolName + "'; there are: " + tools.keySet());
        }
        return tool;
    }

    private void check(Tool tool, TaskInput input) {
        List<Violation> violations = tool.inputSchema().validate(input.as(JsonNode.class));
        if (!violations.isEmpty()) {
            throw TaskException.invalid(
                    ErrorCode.INVALID_ARGUMENTS, "arguments of " + name + "." + tool.name(), violations);
        }
    }

    /** Refuses tool names that appear in two toolkits, naming both. */
    static List<Toolkit> withoutDuplicates(List<Toolkit> toolkits) {
        Map<String, String> owners = new HashMap<>();
        for (Toolkit toolkit : toolkits) {
            for (String tool : toolkit.tools.keySet()) {
                String other = owners.putIfAbsent(tool, toolkit.name);
                if (other != null) {
                    throw new TaskException(
                            ErrorCode.FAILED,
                            "tool '" + tool + "' is in toolkit '" + other + "' and in toolkit '" + toolkit.name + "'");
                }
            }
        }
        return List.copyOf(new ArrayList<>(toolkits));
    }
}
