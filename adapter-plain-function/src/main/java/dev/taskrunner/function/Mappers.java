package dev.taskrunner.function;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.introspect.AnnotationIntrospectorPair;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the one mapper of a set of options. */
final class Mappers {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionTaskRunner.class);
    private static final String KOTLIN_MODULE = "com.fasterxml.jackson.module.kotlin.KotlinModule$Builder";

    private Mappers() {}

    static ObjectMapper of(FunctionOptions options) {
        ObjectMapper given = options.mapper();
        ObjectMapper mapper = given == null ? standard() : given.copy();
        AnnotationIntrospector writing = mapper.getSerializationConfig().getAnnotationIntrospector();
        AnnotationIntrospector reading = mapper.getDeserializationConfig().getAnnotationIntrospector();
        mapper.setAnnotationIntrospectors(
                AnnotationIntrospectorPair.pair(
                        AnnotationIntrospectorPair.pair(writing, new SealedTypeInfo()), new DeclaredTyping(mapper)),
                new AnnotationIntrospectorPair(reading, new SealedTypeInfo()));
        // The schema has been checked when these matter: 1.0 is an integer to it, and text stays text.
        mapper.enable(DeserializationFeature.ACCEPT_FLOAT_AS_INT, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
        mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, !options.unknownAllowed());
        mapper.disable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);
        mapper.disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
        mapper.configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);
        mapper.registerModule(
                new SimpleModule("taskrunner-defaults").setDeserializerModifier(new DefaultsModifier(mapper)));
        return mapper;
    }

    private static ObjectMapper standard() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(new ParameterNamesModule())
                .disable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION);
        kotlin().ifPresent(builder::addModule);
        return builder.build();
    }

    private static Optional<Module> kotlin() {
        try {
            Class<?> builder = Class.forName(KOTLIN_MODULE, true, Mappers.class.getClassLoader());
            Object made =
                    builder.getMethod("build").invoke(builder.getConstructor().newInstance());
            return Optional.of((Module) made);
        } catch (ReflectiveOperationException | LinkageError e) {
            LOG.debug("no Kotlin module for Jackson on the class path", e);
            return Optional.empty();
        }
    }
}
