package dev.taskrunner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.llm.LlmBuilder;
import dev.taskrunner.llm.LlmTaskRunner;
import dev.taskrunner.llm.StructuredOutput;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Joins a runner made of a model and rules. */
@Command(
        name = "llm",
        header = "Serve a runner that asks a model, until Ctrl-C.",
        description = {
            "The model comes from the environment: OPENAI_API_KEY, OPENAI_BASE_URL for any server that speaks OpenAI's"
                    + " HTTP, OPENAI_MODEL. Prints the runner as one line of JSON."
        })
final class LlmCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--agent-name", paramLabel = "NAME", required = true, description = "The runner's name.")
    private String agentName = "";

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "The model's name. Default: OPENAI_MODEL, then gpt-4o-mini.")
    private @Nullable String model;

    @Option(names = "--rule", paramLabel = "TEXT", arity = "1..*", description = "A rule that the model keeps to.")
    private List<String> rules = List.of();

    @Option(names = "--rules-file", paramLabel = "FILE", description = "A file with more rules, one a line.")
    private @Nullable Path rulesFile;

    @Option(
            names = "--output-schema",
            paramLabel = "JSON",
            description =
                    "The JSON schema of the answers: inline, @file, or - for standard input. Default: answers are text.")
    private @Nullable String outputSchema;

    @Option(
            names = "--structured-output",
            paramLabel = "HOW",
            description =
                    "native gives the schema to the provider, prompted to the model. Default: native with OpenAI, else prompted.")
    private @Nullable String structured;

    @Option(
            names = "--toolkit",
            paramLabel = "NAME",
            arity = "1..*",
            description = "A toolkit in the room that the model may use.")
    private List<String> toolkits = List.of();

    @Option(
            names = "--agent-tool",
            paramLabel = "NAME",
            arity = "1..*",
            description = "A runner in the room that the model may ask, as the tool run_NAME.")
    private List<String> agentTools = List.of();

    @Option(names = "--title", paramLabel = "TEXT", description = "What people see as its name.")
    private @Nullable String title;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it does.")
    private @Nullable String description;

    @Mixin
    private final Connection connection;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    LlmCommand(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        OpenAiModel chosen = OpenAiModel.of(shell, Optional.ofNullable(model))
                .orElseThrow(() -> CliException.usage("no model: set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of"
                        + " your own that speaks OpenAI's HTTP"));
        LlmBuilder<LlmTaskRunner> builder = builder(chosen);
        return connection.stay("agent", room -> serve(room, builder, chosen));
    }

    private LlmBuilder<LlmTaskRunner> builder(OpenAiModel chosen) {
        LlmBuilder<LlmTaskRunner> builder = named(chosen);
        rules.forEach(builder::rule);
        rulesOfFile().forEach(builder::rule);
        if (outputSchema != null) {
            builder.outputSchema(schema(outputSchema));
        }
        if (structured != null) {
            builder.structuredOutput(structured(structured));
        }
        toolkits.forEach(name -> builder.requires(RequiredToolkit.of(name)));
        if (!agentTools.isEmpty()) {
            builder.requires(RequiredToolkit.of("agents", agentTools.toArray(String[]::new)));
        }
        return builder;
    }

    private LlmBuilder<LlmTaskRunner> named(OpenAiModel chosen) {
        if (agentName.isBlank()) {
            throw CliException.usage("--agent-name is empty");
        }
        LlmBuilder<LlmTaskRunner> builder = LlmTaskRunner.builder(agentName, chosen.model());
        if (title != null) {
            builder.title(title);
        }
        return description == null ? builder : builder.description(description);
    }

    private List<String> rulesOfFile() {
        if (rulesFile == null) {
            return List.of();
        }
        try {
            return Files.readAllLines(rulesFile).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw CliException.usage("--rules-file cannot be read: " + FileProblems.reason(e), e);
        }
    }

    private JsonSchema schema(String given) {
        JsonNode document = new JsonArgument(shell, "--output-schema", given).object();
        try {
            return JsonSchema.from(document);
        } catch (IllegalArgumentException e) {
            throw CliException.usage(
                    "--output-schema is no JSON schema: " + Text.oneLine(String.valueOf(e.getMessage())), e);
        }
    }

    private static StructuredOutput structured(String how) {
        return switch (how.toLowerCase(Locale.ROOT)) {
            case "native" -> StructuredOutput.NATIVE;
            case "prompted" -> StructuredOutput.PROMPTED;
            default -> throw CliException.usage("--structured-output is native or prompted, not '" + how + "'");
        };
    }

    private int serve(Room room, LlmBuilder<LlmTaskRunner> builder, OpenAiModel chosen) throws Exception {
        LlmTaskRunner runner = builder.build();
        if (!toolkits.isEmpty()) {
            shell.tell("waiting for toolkits " + toolkits + " to be in room " + room.roomName());
        }
        room.serve(runner);
        shell.json(Listing.of(runner.spec()));
        shell.tell("serving in room " + room.roomName() + " with model " + chosen.name() + " until Ctrl-C");
        return RunCommand.stayUntilTheEnd(room);
    }
}
