package dev.taskrunner.schema;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.AnnotationKeyword;
import com.networknt.schema.path.PathType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The dialects of JSON Schema we know, and registries that load nothing from outside. Thread-safe; the only state is
 * the compiled meta-schemas, which never change.
 */
final class SchemaDialect {

    private static final List<Dialect> DIALECTS = List.of(
            quiet(Dialects.getDraft202012()),
            quiet(Dialects.getDraft201909()),
            quiet(Dialects.getDraft7()),
            quiet(Dialects.getDraft6()),
            quiet(Dialects.getDraft4()));

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .formatAssertionsEnabled(true)
            .locale(Locale.ENGLISH)
            .regularExpressionFactory(BoundedRegex::new)
            .build();

    private static final Map<SpecificationVersion, Schema> META = new ConcurrentHashMap<>();

    private static final Map<String, SpecificationVersion> BY_ID = Arrays.stream(SpecificationVersion.values())
            .collect(Collectors.toUnmodifiableMap(version -> plain(version.getDialectId()), version -> version));

    private SchemaDialect() {}

    /** Finds the dialect of a $schema text, whatever its scheme and with or without the empty fragment. */
    static Optional<SpecificationVersion> find(String schemaId) {
        return Optional.ofNullable(BY_ID.get(plain(schemaId)));
    }

    private static String plain(String schemaId) {
        return schemaId.replaceFirst("^https?:", "").replaceFirst("#$", "");
    }

    /**
     * Makes a registry for one schema. Never shared between schemas: it remembers their ids, and one could then replace
     * what another refers to.
     */
    static SchemaRegistry registry(SpecificationVersion dialect) {
        return SchemaRegistry.withDialects(
                DIALECTS,
                builder -> builder.defaultDialectId(dialect.getDialectId())
                        .schemaRegistryConfig(CONFIG)
                        .schemaLoader(loader -> loader.allow(iri -> isStandard(iri.toString()))));
    }

    /** Returns the compiled schema of schemas. */
    static Schema meta(SpecificationVersion dialect) {
        return META.computeIfAbsent(dialect, key -> registry(key).getSchema(SchemaLocation.of(key.getDialectId())));
    }

    /** Tells whether an address names a meta-schema, which the library has on board. */
    static boolean isStandard(String uri) {
        return uri.startsWith("https://json-schema.org/draft") || uri.startsWith("http://json-schema.org/draft");
    }

    /** Without this, unknown keywords of foreign schemas would fill the log. */
    private static Dialect quiet(Dialect dialect) {
        return Dialect.builder(dialect)
                .unknownKeywordFactory((keyword, context) -> new AnnotationKeyword(keyword))
                .build();
    }
}
