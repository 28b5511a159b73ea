package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/**
 * JSON as Python's {@code json.dumps} writes what {@code json.loads} read: the form over which webhooks are hashed (section
 * 9.2). Order is kept, separators are {@code ", "} and {@code ": "}, all but printable ASCII is escaped, floats are in the
 * shortest form that reads back.
 */
final class PythonJson {
    private static final int MOST_DIGITS = 17;
    private static final int LARGEST_PLAIN = 16; // Python writes 1e+16, but 1000000000000000.0
    private static final int SMALLEST_PLAIN = -4; // and 0.0001, but 1e-05
    private static final RoundingMode[] ROUNDINGS = {RoundingMode.HALF_EVEN, RoundingMode.FLOOR, RoundingMode.CEILING};

    private final StringBuilder text = new StringBuilder();

    private PythonJson() {}

    static String write(RawJson json) throws WireException {
        PythonJson writer = new PythonJson();
        writer.value(json);
        return writer.text.toString();
    }

    private void value(RawJson json) throws WireException {
        if (json.isObject()) {
            object(json.fields());
        } else if (json.isArray()) {
            array(json.elements());
        } else if (json.isString()) {
            string(json.string());
        } else if (json.isNumber()) {
            text.append(number(json.toString()));
        } else {
            text.append(json);
        }
    }

    private void object(JsonFields fields) throws WireException {
        text.append('{');
        String separator = "";
        for (String name : fields.names()) {
            text.append(separator);
            string(name);
            text.append(": ");
            RawJson member = fields.raw(name);
            value(member == null ? RawJson.NULL : member);
            separator = ", ";
        }
        text.append('}');
    }

    private void array(List<RawJson> elements) throws WireException {
        text.append('[');
        String separator = "";
        for (RawJson element : elements) {
            text.append(separator);
            value(element);
            separator = ", ";
        }
        text.append(']');
    }

    /** Unit by unit, so that what is beyond the first plane becomes a pair and half a pair stays what it is. */
    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char unit = value.charAt(i);
            int letter = "\b\f\n\r\t\"\\".indexOf(unit);
            if (letter >= 0) {
                text.append('\\').append("bfnrt\"\\".charAt(letter));
            } else if (unit >= ' ' && unit < 0x7f) {
                text.append(unit);
            } else {
                text.append(String.format("\\u%04x", (int) unit));
            }
        }
        text.append('"');
    }

    private static String number(String written) {
        boolean isFloat = written.indexOf('.') >= 0 || written.indexOf('e') >= 0 || written.indexOf('E') >= 0;
        return isFloat ? repr(Double.parseDouble(written)) : written.equals("-0") ? "0" : written;
    }

    /** What Python's {@code repr} makes of a float. */
    static String repr(double value) {
        String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
        if (value == 0) {
            return sign + "0.0";
        }
        BigDecimal shortest = shortest(Math.abs(value)).stripTrailingZeros();
        String digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale(); // digits before the decimal point
        return sign
                + (point > SMALLEST_PLAIN && point <= LARGEST_PLAIN ? plain(digits, point) : exponent(digits, point));
    }

    /** The fewest digits that read back as the same double; of several such, the one nearest to it. */
    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < MOST_DIGITS; digits++) {
            for (RoundingMode rounding : ROUNDINGS) {
                BigDecimal candidate = exact.round(new MathContext(digits, rounding));
                if (candidate.doubleValue() == value) {
                    return candidate;
                }
            }
        }
        return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN));
    }

    private static String plain(String digits, int point) {
        if (point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        } else if (point >= digits.length()) {
            return digits + "0".repeat(point - digits.length()) + ".0";
        }
        return digits.substring(0, point) + "." + digits.substring(point);
    }

    private static String exponent(String digits, int point) {
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        int power = point - 1;
        return digits.charAt(0) + fraction + "e" + (power < 0 ? "-" : "+") + String.format("%02d", Math.abs(power));
    }
}
