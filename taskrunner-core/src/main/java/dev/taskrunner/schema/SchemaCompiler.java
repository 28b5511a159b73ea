package dev.taskrunner.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.stream.Collectors;

/** From a document to a compiled schema, refusing what is unsafe or wrong. Pure functions. */
final class SchemaCompiler {

    private static final int MAX_REASONS = 16;

    private SchemaCompiler() {}

    /** Compiles; throws IllegalArgumentException that says where and what. */
    static Schema compile(JsonNode document) {
        try {
            SpecificationVersion dialect = dialect(document);
            checkAgainstMeta(document, dialect, "");
            for (SchemaReferences.Target target : new SchemaReferences(document).check()) {
                checkAgainstMeta(target.node(), dialect, target.pointer());
            }
            Schema schema = SchemaDialect.registry(dialect).getSchema(document);
            schema.initializeValidators();
            return schema;
        } catch (SchemaException e) {
            throw new IllegalArgumentException("Not a JSON schema: " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("Not a JSON schema: it nests too deep", e);
        }
    }

    private static SpecificationVersion dialect(JsonNode document) {
        JsonNode id = document.path("$schema");
        if (id.isMissingNode()) {
            return SpecificationVersion.DRAFT_2020_12;
        }
        return SchemaDialect.find(id.asText())
                .orElseThrow(() -> new IllegalArgumentException(
                        "Not a JSON schema: /$schema names a dialect that is not supported: "
                                + ValueText.cut(id.asText())));
    }

    private static void checkAgainstMeta(JsonNode node, SpecificationVersion dialect, String pointer) {
        List<Error> errors;
        try {
            errors = BoundedRun.errors(SchemaDialect.meta(dialect), node);
        } catch (LimitError e) {
            throw new IllegalArgumentException("Not a JSON schema: " + e.getMessage(), e);
        }
        if (!errors.isEmpty()) {
            JsonNode meta = SchemaDialect.meta(dialect).getSchemaNode();
            String reasons = new ViolationReport(meta, node)
                    .violations(errors).stream()
                            .limit(MAX_REASONS)
                            .map(violation -> pointer + violation.message())
                            .collect(Collectors.joining("; "));
            throw new IllegalArgumentException("Not a JSON schema: " + reasons);
        }
    }
}
