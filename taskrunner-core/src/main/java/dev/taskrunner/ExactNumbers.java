package dev.taskrunner;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.math.BigDecimal;

/**
 * Makes tree nodes of decimals that lose nothing: a double where it has the very same digits, else the decimal itself. Exponents
 * out of all proportion become doubles whatever they lose, since arithmetic with them can cost any amount of memory.
 */
final class ExactNumbers extends JsonNodeFactory {
    static final ExactNumbers INSTANCE = new ExactNumbers();

    private static final long serialVersionUID = 1L;
    private static final int MAX_SCALE = 1000;

    private ExactNumbers() {
        super(true);
    }

    @Override
    public ValueNode numberNode(BigDecimal value) {
        double approximate = value.doubleValue();
        boolean isSame =
                Double.isFinite(approximate) && BigDecimal.valueOf(approximate).equals(value);
        return isSame || Math.abs((long) value.scale()) > MAX_SCALE ? numberNode(approximate) : super.numberNode(value);
    }
}
