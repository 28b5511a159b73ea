package dev.taskrunner.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.schema.Violation;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one value from JSON. Immutable; safe for several threads. */
final class Binder {
    private final ObjectReader reader;
    private final JavaType type;
    private final String pointer;

    /** For the value that stands at a place of the arguments. */
    Binder(ObjectMapper mapper, JavaType type, String pointer) {
        this.reader = mapper.readerFor(type);
        this.type = type;
        this.pointer = pointer;
    }

    @Nullable
    Object read(JsonNode value) {
        try {
            return reader.readValue(value);
        } catch (JsonProcessingException e) {
            throw refused(e);
        } catch (IOException | IllegalArgumentException | java.time.DateTimeException e) {
            throw refused(pointer, "it does not fit");
        }
    }

    private TaskException refused(JsonProcessingException problem) {
        StringBuilder place = new StringBuilder(pointer);
        if (problem instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                place.append('/')
                        .append(step.getFieldName() != null ? step.getFieldName() : String.valueOf(step.getIndex()));
            }
        }
        return refused(place.toString(), reason(problem));
    }

    /** Never Jackson's own words, which repeat the value; what a constructor says is meant for whoever calls it. */
    private static String reason(JsonProcessingException problem) {
        if (problem instanceof ValueInstantiationException && problem.getCause() != null) {
            return String.valueOf(problem.getCause().getMessage());
        }
        boolean isKnown = problem instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null;
        return isKnown
                ? "no " + ((MismatchedInputException) problem).getTargetType().getSimpleName()
                : "it does not fit";
    }

    private TaskException refused(String place, String reason) {
        String shown = place.isEmpty() ? "(root)" : place;
        Violation violation = new Violation(
                place,
                "type",
                type.getRawClass().getSimpleName(),
                "a value that it cannot be read from",
                shown + ": cannot be read as " + type.getRawClass().getSimpleName() + ": " + reason);
        return TaskException.invalid(ErrorCode.INVALID_ARGUMENTS, "arguments", List.of(violation));
    }
}
