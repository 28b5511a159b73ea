package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A runner as the current generation has it: a public toolkit of the runner's name with the one tool {@code run_<name>_task}
 * (current protocol §8.1). What the classic registration says and this form has no place for travels in our member, so
 * that ours read it again. Pure functions.
 */
public final class RunToolkit {
    private static final String AGENT = "agent";

    private RunToolkit() {}

    /**
     * The tool's name.
     *
     * @param runner the runner's name, which is the toolkit's
     * @return {@code run_<name>_task}, the name verbatim
     */
    public static String tool(String runner) {
        return "run_" + runner + "_task";
    }

    /**
     * Describes a runner as a toolkit.
     *
     * @param name the runner's name
     * @param agent the classic registration: title, description, schemas and the rest
     * @return title, description, annotations, tools and our member
     */
    public static JsonFields toolkit(String name, JsonFields agent) {
        String given = agent.string("title");
        String title = given == null || given.isEmpty() ? name : given;
        RawJson input = ToolSpecs.schema(agent, "input");
        JsonFields tool = JsonFields.builder()
                .put("title", "Run " + title + " Task")
                .put("description", text(agent, "description"))
                .put("input_spec", ToolSpecs.ofSchema(input == null ? RawJson.of(Map.of("type", "object")) : input))
                .put("output_spec", ToolSpecs.ofSchema(ToolSpecs.schema(agent, "output")))
                .put("defs", null)
                .put("strict", true)
                .build();
        return JsonFields.builder()
                .put("title", title)
                .put("description", "")
                .put("annotations", texts(agent.object("annotations")))
                .put("tools", JsonFields.builder().put(tool(name), tool).build())
                .put(Extension.MEMBER, JsonFields.builder().put(AGENT, agent).build())
                .build();
    }

    /**
     * Reads a toolkit as a runner.
     *
     * @param name the toolkit's name
     * @param toolkit its description, as registered or listed
     * @return the classic registration, {@code name} included; null when the toolkit is no runner
     */
    public static @Nullable JsonFields agent(String name, JsonFields toolkit) {
        JsonFields tools = toolkit.object("tools");
        JsonFields tool = tools == null ? null : tools.object(tool(name));
        if (tool == null) {
            return null;
        }
        JsonFields said = said(toolkit);
        String title = toolkit.string("title");
        JsonFields.Builder agent = JsonFields.builder()
                .put("title", title == null || title.isEmpty() ? name : title)
                .put("description", text(tool, "description"))
                .put("input_schema", ToolSpecs.schema(tool, "input"))
                .put("output_schema", ToolSpecs.schema(tool, "output"))
                .put("requires", List.of())
                .put("supports_tools", false)
                .put("labels", List.of())
                .put("annotations", texts(toolkit.object("annotations")));
        return agent.putAll(said == null ? JsonFields.EMPTY : said)
                .put("name", name)
                .build();
    }

    private static @Nullable JsonFields said(JsonFields toolkit) {
        JsonFields ours = toolkit.object(Extension.MEMBER);
        return ours == null ? null : ours.object(AGENT);
    }

    /**
     * Annotations as the current generation takes them: strings only (§5.1).
     *
     * @param annotations any values by name; null for none
     * @return those that are strings
     */
    public static JsonFields texts(@Nullable JsonFields annotations) {
        JsonFields.Builder texts = JsonFields.builder();
        for (String key : annotations == null ? List.<String>of() : List.copyOf(annotations.names())) {
            texts.putIfPresent(key, annotations == null ? null : annotations.string(key));
        }
        return texts.build();
    }

    private static String text(JsonFields fields, String name) {
        String text = fields.string(name);
        return text == null ? "" : text;
    }
}
