package dev.taskrunner.llm;

import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.taskrunner.schema.JsonSchema;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the answer of one ask is to be said. Immutable. */
final class OutputFormat {
    private final JsonSchema schema;
    private final StrictSchema.@Nullable Form form;

    private OutputFormat(JsonSchema schema, StrictSchema.@Nullable Form form) {
        this.schema = schema;
        this.form = form;
    }

    /** The format for a schema: native if wanted and possible, else prompted. */
    static OutputFormat of(JsonSchema schema, boolean isNative) {
        return new OutputFormat(schema, isNative ? StrictSchema.of(schema).orElse(null) : null);
    }

    /** What goes to the provider beside the messages; empty when prompted. */
    Optional<ResponseFormat> responseFormat() {
        if (form == null) {
            return Optional.empty();
        }
        return Optional.of(ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(dev.langchain4j.model.chat.request.json.JsonSchema.builder()
                        .name("answer")
                        .rootElement(JsonRawSchema.from(form.schema()))
                        .build())
                .build());
    }

    /** What goes to the model as a rule; empty when native. */
    Optional<String> rule() {
        if (form != null) {
            return Optional.empty();
        }
        return Optional.of(
                "Answer with a single JSON value that matches the JSON schema below, and with nothing else: no"
                        + " explanation and no code fence.\n" + schema.toJson());
    }

    OutputCheck check() {
        return new OutputCheck(schema, form);
    }
}
