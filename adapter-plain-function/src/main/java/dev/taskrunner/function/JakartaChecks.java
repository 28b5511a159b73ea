package dev.taskrunner.function;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskrunner.schema.Violation;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.metadata.MethodDescriptor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checks with the Jakarta validator on the class path. Safe for several threads, as validators are. */
final class JakartaChecks implements Checks {
    private final Validator validator;
    private final ObjectMapper mapper;

    /** Whether there is anything to check about a class. */
    private final ClassValue<Boolean> constrained = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return validator.getConstraintsForClass(type).isBeanConstrained();
        }
    };

    private JakartaChecks(Validator validator, ObjectMapper mapper) {
        this.validator = validator;
        this.mapper = mapper;
    }

    /** Makes checks that name places as a mapper does; all share one validator, which takes long to make. */
    static Function<ObjectMapper, Checks> maker() {
        Validator validator = Validation.buildDefaultValidatorFactory().getValidator();
        return mapper -> new JakartaChecks(validator, mapper);
    }

    @Override
    public List<Violation> value(@Nullable Object value, String pointer) {
        List<Violation> found = new ArrayList<>();
        collect(value, pointer, found);
        return found;
    }

    private void collect(@Nullable Object value, String pointer, List<Violation> found) {
        if (value instanceof Optional<?> optional) {
            collect(optional.orElse(null), pointer, found);
        } else if (value instanceof Iterable<?> items && !(value instanceof java.nio.file.Path)) {
            int index = 0;
            for (Object item : items) {
                collect(item, pointer + "/" + index++, found);
            }
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) ->
                    collect(item, pointer + "/" + JsonPlace.escaped(JsonPlace.keyText(mapper, key)), found));
        } else if (value != null && constrained.get(value.getClass())) {
            validator.validate(value).forEach(one -> found.add(violation(one, new JsonPlace(mapper, pointer, value))));
        }
    }

    @Override
    public boolean constrains(Class<?> type, Method method) {
        MethodDescriptor descriptor = validator
                .getConstraintsForClass(type)
                .getConstraintsForMethod(method.getName(), method.getParameterTypes());
        return descriptor != null && descriptor.hasConstrainedParameters();
    }

    @Override
    public List<Violation> parameters(
            Object target, Method method, @Nullable Object[] arguments, List<String> pointers) {
        Set<ConstraintViolation<Object>> wrong =
                validator.forExecutables().validateParameters(target, method, arguments);
        return wrong.stream()
                .map(one -> violation(one, place(one, pointers, arguments)))
                .toList();
    }

    /** Where a parameter, or something in it, stands. */
    private JsonPlace place(ConstraintViolation<?> wrong, List<String> pointers, @Nullable Object[] arguments) {
        for (Path.Node node : wrong.getPropertyPath()) {
            if (node.getKind() == ElementKind.PARAMETER) {
                int index = node.as(Path.ParameterNode.class).getParameterIndex();
                return new JsonPlace(mapper, pointers.get(index), arguments[index]);
            }
        }
        return new JsonPlace(mapper, "", null);
    }

    private static Violation violation(ConstraintViolation<?> wrong, JsonPlace start) {
        for (Path.Node node : wrong.getPropertyPath()) {
            if (node.isInIterable() && node.getIndex() != null) {
                start.index(node.getIndex());
            } else if (node.isInIterable() && node.getKey() != null) {
                start.key(node.getKey());
            }
            if (node.getKind() == ElementKind.PROPERTY) {
                start.property(node.getName());
            }
        }
        String place = start.toString();
        String keyword =
                wrong.getConstraintDescriptor().getAnnotation().annotationType().getSimpleName();
        String shown = place.isEmpty() ? "(root)" : place;
        return new Violation(
                place, keyword, wrong.getMessage(), "a value that is not", shown + ": " + wrong.getMessage());
    }
}
