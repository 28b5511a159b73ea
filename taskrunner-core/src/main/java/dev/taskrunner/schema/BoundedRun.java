package dev.taskrunner.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import java.util.List;
import java.util.Locale;

/**
 * One validation, bounded in steps and errors, since schemas and values come from the network: a few hundred bytes of
 * schema can ask for 2^40 evaluations. Owned by the validating thread, used once.
 */
final class BoundedRun extends ExecutionContext {

    private static final ExecutionConfig CONFIG = ExecutionConfig.builder()
            .formatAssertionsEnabled(true)
            .locale(Locale.ENGLISH)
            .build();
    private static final long BASE_STEPS = 1_000_000;
    private static final long STEPS_PER_NODE = 200;

    /** More than are shown, since alternatives that failed together become one. */
    private static final int MAX_ERRORS = 512;

    /** Errors that hold; while a branch of anyOf and the like is tried, another list is current. */
    private final List<Error> definite = getErrors();

    private long stepsLeft;
    private boolean full;

    private BoundedRun(JsonNode value) {
        super(CONFIG);
        stepsLeft = BASE_STEPS + STEPS_PER_NODE * SchemaJson.count(value);
    }

    /** Validates up to about 500 errors; throws LimitError when out of steps, StackOverflowError without an end. */
    static List<Error> errors(Schema schema, JsonNode value) {
        BoundedRun run = new BoundedRun(value);
        try {
            return schema.validate(run, value, OutputFormat.DEFAULT);
        } catch (LimitError e) {
            if (run.full) {
                return run.definite;
            }
            throw e;
        }
    }

    /** Validates up to the first error; throws like {@link #errors}. */
    static boolean isValid(Schema schema, JsonNode value) {
        return schema.validate(new BoundedRun(value), value, OutputFormat.BOOLEAN);
    }

    @Override
    public void evaluationPathAddLast(String segment) {
        step();
        super.evaluationPathAddLast(segment);
    }

    @Override
    public void evaluationPathAddLast(int segment) {
        step();
        super.evaluationPathAddLast(segment);
    }

    /** Beyond the limit: definite errors end the validation, tentative ones are dropped since one fails the branch. */
    @Override
    public void addError(Error error) {
        List<Error> current = getErrors();
        if (current.size() < MAX_ERRORS) {
            super.addError(error);
        } else if (current == definite) {
            full = true;
            throw new LimitError("enough errors");
        }
    }

    private void step() {
        if (--stepsLeft < 0) {
            throw new LimitError("the value takes too many steps to validate");
        }
    }
}
