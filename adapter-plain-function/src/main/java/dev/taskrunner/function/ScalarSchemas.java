package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Types that are one JSON string, number or boolean, each with a sample that shows what the mapper makes of it. */
final class ScalarSchemas {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\\.[0-9]{1,9})?)?";
    private static final String DAY = "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])";
    private static final String ZONE = "(?:[zZ]|[-+](?:0[0-9]|1[0-7]):[0-5][0-9]|[-+]18:00)";
    private static final String NUMBER = "[-+]?[0-9]{1,12}";
    private static final String SECONDS = NUMBER + "(?:\\.[0-9]{0,9})?S";
    private static final String HOURS_TO_SECONDS = "T(?:" + NUMBER + "H(?:" + NUMBER + "M)?(?:" + SECONDS + ")?|"
            + NUMBER + "M(?:" + SECONDS + ")?|" + SECONDS + ")";
    private static final String DURATION =
            "^[-+]?P(?:" + NUMBER + "D(?:" + HOURS_TO_SECONDS + ")?|" + HOURS_TO_SECONDS + ")$";
    private static final String UNITS = "[-+]?[0-9]{1,7}";
    private static final String PERIOD =
            "^[-+]?P(?:" + UNITS + "Y(?:" + UNITS + "M)?(?:" + UNITS + "W)?(?:" + UNITS + "D)?|" + UNITS + "M(?:"
                    + UNITS + "W)?(?:" + UNITS + "D)?|" + UNITS + "W(?:" + UNITS + "D)?|" + UNITS + "D)$";
    private static final BigDecimal MAX_FLOAT = BigDecimal.valueOf(Float.MAX_VALUE);

    private static final Map<Class<?>, Scalar> KNOWN = new HashMap<>();

    /** A value, what it looks like as JSON by default, and the schema of all such values. */
    private record Scalar(Object sample, JsonNode written, ObjectNode schema) {}

    private ScalarSchemas() {}

    static {
        number("integer", (byte) 1, Byte.MIN_VALUE, Byte.MAX_VALUE, byte.class, Byte.class);
        number("integer", (short) 1, Short.MIN_VALUE, Short.MAX_VALUE, short.class, Short.class);
        number("integer", 1, Integer.MIN_VALUE, Integer.MAX_VALUE, int.class, Integer.class);
        number("integer", 1L, Long.MIN_VALUE, Long.MAX_VALUE, long.class, Long.class);
        number("integer", new AtomicInteger(1), Integer.MIN_VALUE, Integer.MAX_VALUE, AtomicInteger.class);
        number("integer", new AtomicLong(1), Long.MIN_VALUE, Long.MAX_VALUE, AtomicLong.class);
        put(JSON.numberNode(1), of("integer"), BigInteger.ONE, BigInteger.class);
        put(JSON.numberNode(1), of("number"), BigDecimal.ONE, BigDecimal.class, Number.class);
        put(JSON.numberNode(1.5), of("number"), 1.5, double.class, Double.class);
        ObjectNode single = of("number");
        single.put("minimum", MAX_FLOAT.negate()).put("maximum", MAX_FLOAT);
        put(JSON.numberNode(1.5), single, 1.5f, float.class, Float.class);
        put(JSON.booleanNode(true), of("boolean"), true, boolean.class, Boolean.class);
        put(JSON.booleanNode(true), of("boolean"), new AtomicBoolean(true), AtomicBoolean.class);
        text("a", of("string"), "a", String.class, CharSequence.class);
        text("a", of("string"), new StringBuilder("a"), StringBuilder.class);
        text("a", of("string"), new StringBuffer("a"), StringBuffer.class);
        // One UTF-16 unit: most emoji are two, though one character to a schema.
        ObjectNode unit = of("string").put("minLength", 1).put("maxLength", 1).put("pattern", "^[\\u0000-\\uffff]$");
        text("a", unit, 'a', char.class, Character.class);
        text("a", of("string"), new char[] {'a'}, char[].class);
        ObjectNode base64 = of("string").put("contentEncoding", "base64");
        text(
                "AQ==",
                base64.put("pattern", "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"),
                new byte[] {1},
                byte[].class);
        times();
        places();
    }

    private static void times() {
        LocalDateTime noon = LocalDateTime.of(2026, 1, 2, 13, 14, 15);
        OffsetDateTime offset = noon.atOffset(ZoneOffset.ofHours(1));
        Instant instant = noon.toInstant(ZoneOffset.UTC);
        text("2026-01-02", format("date"), noon.toLocalDate(), LocalDate.class);
        text("2026-01-02T13:14:15Z", format("date-time"), instant, Instant.class);
        text("2026-01-02T13:14:15+01:00", format("date-time"), offset, OffsetDateTime.class);
        ZonedDateTime zoned = noon.atZone(ZoneId.of("Europe/Paris"));
        text("2026-01-02T13:14:15+01:00", format("date-time"), zoned, ZonedDateTime.class);
        text("2026-01-02T13:14:15.000+00:00", format("date-time"), Date.from(instant), Date.class);
        Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("UTC"), Locale.ROOT);
        calendar.setTimeInMillis(instant.toEpochMilli());
        text("2026-01-02T13:14:15.000+00:00", format("date-time"), calendar, Calendar.class);
        text("2026-01-02T13:14:15", pattern("^" + DAY + "T" + TIME + "$"), noon, LocalDateTime.class);
        text("13:14:15", pattern("^" + TIME + "$"), noon.toLocalTime(), LocalTime.class);
        text("13:14:15+01:00", pattern("^" + TIME + ZONE + "$"), offset.toOffsetTime(), OffsetTime.class);
        text("PT1H", pattern(DURATION), Duration.ofHours(1), Duration.class);
        text("P1D", pattern(PERIOD), Period.ofDays(1), Period.class);
        number("integer", Year.of(1), Year.MIN_VALUE, Year.MAX_VALUE, Year.class);
        text("2026-01", pattern("^[0-9]{4}-(?:0[1-9]|1[0-2])$"), YearMonth.of(2026, 1), YearMonth.class);
        text("--01-02", pattern("^--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$"), MonthDay.of(1, 2), MonthDay.class);
        text("Europe/Paris", of("string").put("minLength", 1), ZoneId.of("Europe/Paris"), ZoneId.class);
        text("+01:00", pattern("^" + ZONE + "$"), ZoneOffset.ofHours(1), ZoneOffset.class);
        text("UTC", of("string").put("minLength", 1), TimeZone.getTimeZone("UTC"), TimeZone.class);
    }

    private static void places() {
        text("a:b", format("uri-reference"), URI.create("a:b"), URI.class);
        text(
                "123e4567-e89b-12d3-a456-426614174000",
                format("uuid"),
                UUID.fromString("123e4567-e89b-12d3-a456-426614174000"),
                UUID.class);
        text("en_US", of("string"), Locale.US, Locale.class);
        text("EUR", pattern("^[A-Z]{3}$"), Currency.getInstance("EUR"), Currency.class);
        text("a", of("string"), new File("a"), File.class);
        try {
            text("file:/a", format("uri"), new File("/a").toURI().toURL(), URL.class);
        } catch (java.net.MalformedURLException e) {
            throw new ExceptionInInitializerError(e);
        }
        KNOWN.put(Path.class, new Scalar(Path.of("a"), JSON.nullNode(), of("string")));
        text("a+", format("regex"), java.util.regex.Pattern.compile("a+"), java.util.regex.Pattern.class);
    }

    static boolean knows(Class<?> type) {
        return KNOWN.containsKey(type);
    }

    /** The schema, adapted to what the mapper made of the sample; the caller's own. */
    static ObjectNode schema(Class<?> type, java.util.function.Function<Object, @Nullable JsonNode> writer) {
        Scalar scalar = java.util.Objects.requireNonNull(KNOWN.get(type));
        JsonNode written = writer.apply(scalar.sample);
        if (written == null || same(written, scalar.written)) {
            return scalar.schema.deepCopy();
        }
        return switch (written.getNodeType()) {
            case STRING ->
                type == ZonedDateTime.class && written.asText().endsWith("[Europe/Paris]")
                        ? pattern("^" + DAY + "T" + TIME + ZONE + "(?:\\[[A-Za-z0-9_/+:-]+\\])?$")
                        : of("string");
            case NUMBER -> of(written.isIntegralNumber() && !type.equals(Instant.class) ? "integer" : "number");
            case BOOLEAN -> of("boolean");
            case ARRAY -> numbers(written);
            case OBJECT -> of("object");
            default -> JSON.objectNode();
        };
    }

    private static ObjectNode numbers(JsonNode written) {
        ObjectNode schema = of("array");
        boolean integers = true;
        for (JsonNode item : written) {
            integers &= item.isIntegralNumber();
        }
        schema.set("items", integers ? of("integer") : JSON.objectNode());
        return schema;
    }

    private static boolean same(JsonNode a, JsonNode b) {
        return a.equals(b)
                || a.isNumber() && b.isNumber() && a.decimalValue().compareTo(b.decimalValue()) == 0
                || b.isNull() && a.isTextual();
    }

    static ObjectNode of(String type) {
        return JSON.objectNode().put("type", type);
    }

    private static ObjectNode format(String format) {
        return of("string").put("format", format);
    }

    private static ObjectNode pattern(String pattern) {
        return of("string").put("pattern", pattern);
    }

    private static void number(String json, Object sample, long min, long max, Class<?>... types) {
        put(JSON.numberNode(1), of(json).put("minimum", min).put("maximum", max), sample, types);
    }

    private static void text(String written, ObjectNode schema, Object sample, Class<?>... types) {
        put(JSON.textNode(written), schema, sample, types);
    }

    private static void put(JsonNode written, ObjectNode schema, Object sample, Class<?>... types) {
        for (Class<?> type : types) {
            KNOWN.put(type, new Scalar(sample, written, schema));
        }
    }
}
