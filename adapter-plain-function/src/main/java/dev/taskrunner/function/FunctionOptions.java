package dev.taskrunner.function;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How functions become runners: the mapper, strictness, the kind of schema. Immutable; changed copies share nothing.
 *
 * <pre>{@code
 * FunctionTaskRunner.using(FunctionOptions.DEFAULT.withMapper(mapper)).of("add", Add.class, Sum.class, this::add)
 * }</pre>
 */
public final class FunctionOptions {
    /** The default mapper, unknown properties refused, standard schemas, a validator if one is on the class path. */
    public static final FunctionOptions DEFAULT = new FunctionOptions(null, false, SchemaProfile.STANDARD, true);

    private final @Nullable ObjectMapper mapper;
    private final boolean unknownAllowed;
    private final SchemaProfile profile;
    private final boolean validated;

    private FunctionOptions(
            @Nullable ObjectMapper mapper, boolean unknownAllowed, SchemaProfile profile, boolean validated) {
        this.mapper = mapper;
        this.unknownAllowed = unknownAllowed;
        this.profile = profile;
        this.validated = validated;
    }

    /**
     * Binds with this mapper, and makes schemas of what it reads and writes: its naming strategy, modules and mix-ins.
     *
     * @param value copied; later changes to it do not matter
     * @return a changed copy
     */
    public FunctionOptions withMapper(ObjectMapper value) {
        return new FunctionOptions(value.copy(), unknownAllowed, profile, validated);
    }

    /**
     * Says what becomes of properties that a type does not have.
     *
     * @param allowed true to ignore them; they are refused unless set
     * @return a changed copy
     */
    public FunctionOptions withUnknownProperties(boolean allowed) {
        return new FunctionOptions(mapper, allowed, profile, validated);
    }

    /**
     * Chooses the kind of schema.
     *
     * @param value the profile
     * @return a changed copy
     */
    public FunctionOptions withProfile(SchemaProfile value) {
        return new FunctionOptions(mapper, unknownAllowed, value, validated);
    }

    /**
     * Says whether a Jakarta validator checks what a schema cannot express.
     *
     * @param value false to leave it alone even when one is on the class path
     * @return a changed copy
     */
    public FunctionOptions withValidator(boolean value) {
        return new FunctionOptions(mapper, unknownAllowed, profile, value);
    }

    @Nullable
    ObjectMapper mapper() {
        return mapper;
    }

    boolean unknownAllowed() {
        return unknownAllowed;
    }

    SchemaProfile profile() {
        return profile;
    }

    boolean validated() {
        return validated;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FunctionOptions that
                && mapper == that.mapper
                && unknownAllowed == that.unknownAllowed
                && profile == that.profile
                && validated == that.validated;
    }

    @Override
    public int hashCode() {
        return Objects.hash(System.identityHashCode(mapper), unknownAllowed, profile, validated);
    }
}
