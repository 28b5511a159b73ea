package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.Constraint;
import jakarta.validation.constraints.AssertFalse;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Negative;
import jakarta.validation.constraints.NegativeOrZero;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The constraints of Jakarta Validation, as far as a schema can say them; a validator, if there is one, checks the rest. */
final class JakartaConstraints implements Constraints {

    @Override
    public void apply(ObjectNode schema, JavaType type, List<Annotation> annotations) {
        Set<Annotation> seen = new HashSet<>();
        annotations.forEach(one -> apply(schema, one, seen));
    }

    private void apply(ObjectNode schema, Annotation annotation, Set<Annotation> seen) {
        if (!seen.add(annotation)) {
            return;
        }
        Class<? extends Annotation> type = annotation.annotationType();
        Object several = attribute(annotation, "value");
        if (several instanceof Annotation[] list) {
            List.of(list).forEach(one -> apply(schema, one, seen));
        }
        if (!type.isAnnotationPresent(Constraint.class)
                || attribute(annotation, "groups") instanceof Class<?>[] groups && groups.length > 0) {
            return;
        }
        List.of(type.getAnnotations()).forEach(one -> apply(schema, one, seen));
        if (!schema.path("type").toString().contains("string")) {
            numbers(schema, annotation);
        }
        texts(schema, annotation);
    }

    private static Object attribute(Annotation annotation, String name) {
        try {
            Method method = annotation.annotationType().getMethod(name);
            method.setAccessible(true);
            return method.invoke(annotation);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return "";
        }
    }

    private static void numbers(ObjectNode schema, Annotation annotation) {
        if (annotation instanceof Min min) {
            atLeast(schema, BigDecimal.valueOf(min.value()), true);
        } else if (annotation instanceof Max max) {
            atMost(schema, BigDecimal.valueOf(max.value()), true);
        } else if (annotation instanceof DecimalMin min) {
            atLeast(schema, new BigDecimal(min.value()), min.inclusive());
        } else if (annotation instanceof DecimalMax max) {
            atMost(schema, new BigDecimal(max.value()), max.inclusive());
        } else if (annotation instanceof Positive) {
            atLeast(schema, BigDecimal.ZERO, false);
        } else if (annotation instanceof PositiveOrZero) {
            atLeast(schema, BigDecimal.ZERO, true);
        } else if (annotation instanceof Negative) {
            atMost(schema, BigDecimal.ZERO, false);
        } else if (annotation instanceof NegativeOrZero) {
            atMost(schema, BigDecimal.ZERO, true);
        } else if (annotation instanceof AssertTrue || annotation instanceof AssertFalse) {
            schema.putArray("enum").add(annotation instanceof AssertTrue);
        }
    }

    private static void texts(ObjectNode schema, Annotation annotation) {
        if (annotation instanceof Size size) {
            size(schema, size.min(), size.max());
        } else if (annotation instanceof NotEmpty) {
            size(schema, 1, Integer.MAX_VALUE);
        } else if (annotation instanceof NotBlank) {
            size(schema, 1, Integer.MAX_VALUE);
            pattern(schema, "[^\\s]");
        } else if (annotation instanceof Email) {
            // Not "format": that is stricter than validators, which take short and unknown domains, and empty text.
            pattern(schema, "^(?:[^@]+@[^@\\s]+|\".*\"@[^@\\s]+)?$");
        } else if (annotation instanceof Pattern pattern && pattern.flags().length == 0) {
            pattern(schema, "^(?:" + pattern.regexp() + ")$");
        }
    }

    private static void atLeast(ObjectNode schema, BigDecimal limit, boolean inclusive) {
        if (!schema.has("minimum") || schema.get("minimum").decimalValue().compareTo(limit) <= 0) {
            schema.remove("minimum");
            schema.put(inclusive ? "minimum" : "exclusiveMinimum", plain(limit));
        }
    }

    private static void atMost(ObjectNode schema, BigDecimal limit, boolean inclusive) {
        if (!schema.has("maximum") || schema.get("maximum").decimalValue().compareTo(limit) >= 0) {
            schema.remove("maximum");
            schema.put(inclusive ? "maximum" : "exclusiveMaximum", plain(limit));
        }
    }

    private static BigDecimal plain(BigDecimal limit) {
        return limit.signum() == 0 ? BigDecimal.ZERO : limit;
    }

    /** Text, lists and maps each have a word of their own. */
    private static void size(ObjectNode schema, int min, int max) {
        String of = switch (schema.path("type").asText()) {
            case "array" -> "Items";
            case "object" -> "Properties";
            default -> "Length";
        };
        if (min > schema.path("min" + of).asInt(0)) {
            schema.put("min" + of, min);
        }
        if (max < schema.path("max" + of).asInt(Integer.MAX_VALUE)) {
            schema.put("max" + of, max);
        }
    }

    private static void pattern(ObjectNode schema, String regex) {
        if (!schema.has("pattern")) {
            schema.put("pattern", regex);
            return;
        }
        if (!schema.get("pattern").asText().equals(regex)) {
            ArrayNode more = schema.withArray("allOf");
            more.addObject().put("pattern", regex);
        }
    }
}
