package io.mediachassis.controller.controller;

import io.mediachassis.controller.api.UnitDesk.Outcome;
import io.mediachassis.controller.api.UnitDesk.Result;
import io.mediachassis.controller.hardware.HardwareAction;
import io.mediachassis.controller.hardware.HardwareControl;
import io.mediachassis.controller.hardware.HardwareView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The operator's orders to boards, each with somebody who waits for its answer: that comes once the device has obeyed
 * and what has to outlive a restart is on the disk. Control loop.
 */
final class OperatorOrders {
    private static final int MAX_WAITING = 64;

    private final HardwareControl hardware;
    private final Consumer<List<HardwareAction>> carryOut;
    private final Supplier<CompletableFuture<Void>> durable;
    private final Map<Long, CompletableFuture<Result>> waiting = new HashMap<>();

    /**
     * @param carryOut does what an order leads to, and lets it leave
     * @param durable completes when what was said so far is on the disk; fails when it can't be
     */
    OperatorOrders(
            HardwareControl hardware,
            Consumer<List<HardwareAction>> carryOut,
            Supplier<CompletableFuture<Void>> durable) {
        this.hardware = hardware;
        this.carryOut = carryOut;
        this.durable = durable;
    }

    /**
     * Gives an order to the board in a slot.
     *
     * @param give the order
     * @param done what to answer when the device has obeyed
     * @return the answer; never fails
     */
    CompletionStage<Result> order(int slot, Supplier<HardwareControl.Given> give, String done) {
        List<HardwareView.SlotView> slots = hardware.view().slots();
        if (slot < 1 || slot > slots.size()) {
            return notFound("There is no slot " + slot);
        }
        if (!slots.get(slot - 1).present()) {
            return notFound("Slot " + slot + " is empty");
        }
        if (waiting.size() >= MAX_WAITING) {
            return CompletableFuture.completedFuture(
                    Result.refused("Too many orders wait for the management bus", "try again in a moment"));
        }
        HardwareControl.Given given = give.get();
        CompletableFuture<Result> result = new CompletableFuture<>();
        if (!given.refusal().isEmpty()) {
            result.complete(Result.refused(given.refusal(), "with --force it goes all the same"));
        } else if (given.id() == 0) {
            result.complete(Result.done(done));
        } else {
            waiting.put(given.id(), result);
        }
        carryOut.accept(given.actions());
        return onceDurable(result.thenApply(r -> r.outcome() == Outcome.DONE ? Result.done(done) : r));
    }

    /** An order came to its end at the device. */
    void onDone(HardwareAction.OrderDone done) {
        CompletableFuture<Result> answer = waiting.remove(done.id());
        if (answer != null) {
            answer.complete(done.ok()
                    ? Result.done(done.text())
                    : Result.refused(done.text(), "chassisctl slots shows the blade's state"));
        }
    }

    /** This controller gives no orders any more: whoever waits is told. */
    void end() {
        waiting.values().forEach(order -> order.complete(
                new Result(Outcome.TIMED_OUT, "This controller is no longer active", "ask the other one")));
        waiting.clear();
    }

    private CompletionStage<Result> onceDurable(CompletionStage<Result> result) {
        return durable.get().handle((stored, error) -> error).thenCombine(result, (error, r) -> error == null
                ? r
                : Result.refused(
                        "It is done, but can't be stored: " + error.getMessage(),
                        "free the controller's disk and order it again, or a restart forgets it"));
    }

    private static CompletionStage<Result> notFound(String what) {
        return CompletableFuture.completedFuture(
                new Result(Outcome.NOT_FOUND, what, "chassisctl slots lists them"));
    }
}
