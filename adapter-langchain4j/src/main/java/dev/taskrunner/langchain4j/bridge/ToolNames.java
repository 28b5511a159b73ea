package dev.taskrunner.langchain4j.bridge;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Tool names as model providers accept them: {@code [a-zA-Z0-9_-]}, at most 64 of them. The same name always becomes the same
 * name, and the way back is known. Immutable.
 */
public final class ToolNames {
    private static final int LONGEST = 64;

    private final Map<String, String> toModel;
    private final Map<String, String> toTool;

    private ToolNames(Map<String, String> toModel, Map<String, String> toTool) {
        this.toModel = toModel;
        this.toTool = toTool;
    }

    /**
     * Maps names.
     *
     * @param names the tools' own names
     * @return the mapping
     * @throws IllegalArgumentException if a name is empty, or two names become one; it names both
     */
    public static ToolNames of(Collection<String> names) {
        Map<String, String> toModel = new LinkedHashMap<>();
        Map<String, String> toTool = new LinkedHashMap<>();
        for (String name : names) {
            String accepted = accepted(name);
            String other = toTool.putIfAbsent(accepted, name);
            if (other != null) {
                throw new IllegalArgumentException(
                        other.equals(name)
                                ? "two tools are named '" + name + "'; rename one"
                                : "tools '" + other + "' and '" + name + "' would both be '" + accepted
                                        + "' for the model, which takes only letters, digits, _ and -; rename one");
            }
            toModel.put(name, accepted);
        }
        return new ToolNames(Map.copyOf(toModel), Map.copyOf(toTool));
    }

    /**
     * What a name becomes.
     *
     * @param name a tool's own name
     * @return the name for the model
     * @throws IllegalArgumentException if the name is empty
     */
    public static String accepted(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a tool without a name cannot be offered to a model");
        }
        String plain = name.replaceAll("[^a-zA-Z0-9_-]", "_");
        if (plain.length() <= LONGEST) {
            return plain;
        }
        CRC32 sum = new CRC32();
        sum.update(name.getBytes(StandardCharsets.UTF_8));
        String end = String.format("_%08x", sum.getValue());
        return plain.substring(0, LONGEST - end.length()) + end;
    }

    /**
     * The name for the model.
     *
     * @param tool a tool's own name
     * @return what the model calls it
     * @throws IllegalArgumentException if there is no such tool
     */
    public String forModel(String tool) {
        String name = toModel.get(tool);
        if (name == null) {
            throw new IllegalArgumentException("no tool '" + tool + "'; there are: " + toModel.keySet());
        }
        return name;
    }

    /**
     * The tool's own name.
     *
     * @param model what the model calls it
     * @return the name; empty for a name that the model made up
     */
    public Optional<String> ofTool(String model) {
        return Optional.ofNullable(toTool.get(model));
    }
}
