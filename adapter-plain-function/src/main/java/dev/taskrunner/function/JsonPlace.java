package dev.taskrunner.function;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Walks down a bound object by its Java names, and says where the same place is in the JSON. Used once, by one thread. */
final class JsonPlace {
    private final ObjectMapper mapper;
    private final StringBuilder pointer;
    private @Nullable Object value;
    private String prefix = "";

    /** Begins at a value that stands at a pointer. */
    JsonPlace(ObjectMapper mapper, String start, @Nullable Object value) {
        this.mapper = mapper;
        this.pointer = new StringBuilder(start);
        this.value = value;
    }

    @Override
    public String toString() {
        return pointer.toString();
    }

    /** Puts a name into a pointer. */
    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    void index(int index) {
        pointer.append('/').append(index);
        value = value instanceof List<?> list && index < list.size()
                ? list.get(index)
                : value instanceof Object[] array && index < array.length ? array[index] : null;
    }

    void key(Object key) {
        pointer.append('/').append(escaped(keyText(mapper, key)));
        value = value instanceof Map<?, ?> map ? map.get(key) : null;
    }

    /** The text that stands for a key of a map. */
    static String keyText(ObjectMapper mapper, Object key) {
        JsonNode one = mapper.valueToTree(Map.of(key, true));
        return one.fieldNames().hasNext() ? one.fieldNames().next() : String.valueOf(key);
    }

    /** A property by its Java name; of what is not known, the names are taken as they are. */
    void property(String name) {
        Object owner = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        value = null;
        if (owner == null) {
            pointer.append('/').append(escaped(prefix + name));
            prefix = "";
            return;
        }
        BeanPropertyDefinition read =
                find(mapper.getDeserializationConfig().introspect(mapper.constructType(owner.getClass())), name);
        BeanPropertyDefinition written =
                find(mapper.getSerializationConfig().introspect(mapper.constructType(owner.getClass())), name);
        AnnotatedMember accessor = written == null ? null : written.getAccessor();
        if (accessor != null) {
            accessor.fixAccess(true);
            value = accessor.getValue(owner);
        }
        BeanPropertyDefinition known = read == null ? written : read;
        JsonUnwrapped unwrapped = known == null || known.getPrimaryMember() == null
                ? null
                : known.getPrimaryMember().getAnnotation(JsonUnwrapped.class);
        if (unwrapped != null && unwrapped.enabled()) {
            prefix += unwrapped.prefix();
            return;
        }
        pointer.append('/').append(escaped(prefix + (known == null ? name : known.getName())));
        prefix = "";
    }

    private static @Nullable BeanPropertyDefinition find(BeanDescription bean, String javaName) {
        return bean.findProperties().stream()
                .filter(one -> one.getInternalName().equals(javaName))
                .findFirst()
                .orElse(null);
    }
}
