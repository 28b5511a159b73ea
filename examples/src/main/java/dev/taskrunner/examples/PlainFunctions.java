package dev.taskrunner.examples;

import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.function.Description;
import dev.taskrunner.function.FunctionTaskRunner;
import dev.taskrunner.function.Task;
import dev.taskrunner.room.Room;
import dev.taskrunner.server.RoomServer;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A plain service class as runners: schemas are made of its types, and a typed client asks it. */
public final class PlainFunctions {
    private PlainFunctions() {}

    /** How a parcel travels; values say which one they are by a member {@code type}. */
    public sealed interface Delivery permits Pickup, Courier {}

    /**
     * The customer comes.
     *
     * @param shop where
     */
    public record Pickup(String shop) implements Delivery {}

    /**
     * Somebody brings it.
     *
     * @param address where to
     * @param until the last day; empty for any
     */
    public record Courier(String address, Optional<LocalDate> until) implements Delivery {}

    /**
     * A line of an order.
     *
     * @param item what
     * @param cents price of one
     * @param count how many
     */
    public record Line(@Description("what is bought") String item, int cents, int count) {}

    /** What the shop can do; the same interface is the typed client. */
    public interface Shop {
        /**
         * Adds up an order.
         *
         * @param lines the lines
         * @return the sum in cents
         */
        @Task(description = "Adds up an order", labels = "shop", timeout = "5s")
        int total(List<Line> lines);

        /**
         * Tells what a delivery costs.
         *
         * @param delivery how
         * @param express whether it must be fast
         * @return the price in cents
         */
        @Task(description = "Tells what a delivery costs")
        int deliveryPrice(Delivery delivery, boolean express);

        /**
         * Looks up a price, and takes its time.
         *
         * @param item what
         * @return the price in cents, if the shop has the item
         */
        @Task(name = "price", description = "Looks up a price")
        CompletableFuture<Optional<Integer>> priceLater(String item);
    }

    private static final class CornerShop implements Shop {
        private final Map<String, Integer> prices = Map.of("tea", 350, "milk", 120);

        @Override
        public int total(List<Line> lines) {
            return lines.stream().mapToInt(line -> line.cents() * line.count()).sum();
        }

        @Override
        public int deliveryPrice(Delivery delivery, boolean express) {
            return delivery instanceof Pickup ? 0 : express ? 900 : 400;
        }

        @Override
        public CompletableFuture<Optional<Integer>> priceLater(String item) {
            return CompletableFuture.supplyAsync(() -> Optional.ofNullable(prices.get(item)));
        }

        @Task(description = "Greets whoever asks")
        String welcome(TaskContext context) {
            return "Welcome, " + context.caller().name() + "!";
        }
    }

    /**
     * Serves every task of the shop, and asks them as a typed client does.
     *
     * @param args none
     */
    public static void main(String[] args) {
        try (RoomServer server = RoomServer.start();
                Room room = Room.connect(server.uri("demo"), server.token("demo", "alice"))) {
            FunctionTaskRunner.allOf(new CornerShop()).forEach(room::serve);
            Shop shop = room.agents().proxy(Shop.class);
            System.out.println(shop.total(List.of(new Line("tea", 350, 2), new Line("milk", 120, 1))));
            System.out.println(shop.deliveryPrice(new Courier("Main St 1", Optional.empty()), true));
            System.out.println(shop.priceLater("tea").join());
            System.out.println(room.agents().ask("welcome", Map.of()).asText());
            try {
                room.agents()
                        .ask("total", Map.of("lines", List.of(Map.of("item", "tea", "cents", "a lot", "count", 1))));
            } catch (TaskException e) {
                System.out.println(e.code() + ": " + e.violations().get(0).pointer());
            }
        }
    }
}
