package dev.taskrunner.llm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.langchain4j.bridge.MediaContents;
import dev.taskrunner.llm.loop.LoopLimits;
import dev.taskrunner.llm.loop.ModelLoop;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a {@link LlmBuilder} collected: handed by it to the constructor of a runner. Opaque and immutable. */
public final class LlmOptions {
    final TaskSpec spec;
    final List<String> rules;
    final Map<String, List<String>> clientRules;
    final List<Function<TaskContext, List<String>>> computedRules;
    final Function<TaskInput, String> prompt;
    final boolean attachments;
    final MediaContents media;
    final LoopLimits limits;
    final ChatRequestParameters parameters;
    final List<String> models;
    final boolean anyModel;
    final List<ConfigurableToolkit> configurable;
    private final ModelSource model;
    private final StructuredOutput structured;
    private final boolean ownInput;

    LlmOptions(LlmBuilder<?> values, TaskSpec spec) {
        this.spec = spec;
        this.rules = List.copyOf(values.rules);
        this.clientRules = Map.copyOf(values.clientRules);
        this.computedRules = List.copyOf(values.computedRules);
        this.prompt = values.prompt;
        this.attachments = values.attachments;
        this.media = values.media;
        this.limits = values.limits;
        this.parameters = values.parameters;
        this.models = List.copyOf(values.models);
        this.anyModel = values.anyModel;
        this.configurable = List.copyOf(values.configurable);
        this.model = values.model;
        this.structured = values.structured;
        this.ownInput = values.ownInput;
    }

    /** With the input schema in the spec. */
    private LlmOptions(LlmOptions other, TaskSpec spec) {
        this.spec = spec;
        this.rules = other.rules;
        this.clientRules = other.clientRules;
        this.computedRules = other.computedRules;
        this.prompt = other.prompt;
        this.attachments = other.attachments;
        this.media = other.media;
        this.limits = other.limits;
        this.parameters = other.parameters;
        this.models = other.models;
        this.anyModel = other.anyModel;
        this.configurable = other.configurable;
        this.model = other.model;
        this.structured = other.structured;
        this.ownInput = true;
    }

    /** The same, with an input schema unless the user gave one. */
    LlmOptions withInput(ObjectNode usual) {
        return ownInput
                ? this
                : new LlmOptions(
                        this, spec.toBuilder().inputSchema(Inputs.schema(usual)).build());
    }

    /** A loop around the model, with nothing set yet. */
    ModelLoop.Builder loop() {
        return model.loop().get();
    }

    /** Whether the provider is given the schema of an answer. */
    boolean isNative() {
        return switch (structured) {
            case NATIVE -> true;
            case PROMPTED -> false;
            case AUTO -> model.capabilities().get().contains(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
        };
    }
}
