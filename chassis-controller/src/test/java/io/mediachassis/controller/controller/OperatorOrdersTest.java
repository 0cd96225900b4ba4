package io.mediachassis.controller.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.controller.api.UnitDesk.Outcome;
import io.mediachassis.controller.api.UnitDesk.Result;
import io.mediachassis.controller.hardware.ControlSettings;
import io.mediachassis.controller.hardware.HardwareAction;
import io.mediachassis.controller.hardware.HardwareControl;
import io.mediachassis.controller.hardware.OperatorWord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An operator's order and its answer; a blade is in slot 1, none in slot 2. */
class OperatorOrdersTest {
    private final HardwareControl hardware = new HardwareControl(
            ControlSettings.DEFAULT, 2, OperatorWord.NONE, (party, number) -> Enrolment.getDefaultInstance(), 0);
    private final List<HardwareAction> done = new ArrayList<>();
    private CompletableFuture<Void> stored = CompletableFuture.completedFuture(null);
    private final OperatorOrders orders = new OperatorOrders(hardware, done::addAll, () -> stored);

    OperatorOrdersTest() {
        hardware.onArbiter(ArbiterStatus.newBuilder().setPresentSlots(1).build(), 0);
    }

    private CompletableFuture<Result> reset(int slot) {
        return orders.order(slot, () -> hardware.operatorReset(slot, 0), "Blade is reset").toCompletableFuture();
    }

    private void end(boolean ok) {
        long id = hardware.nextRequest(0).orElseThrow().id();
        orders.onDone(new HardwareAction.OrderDone(id, ok, ok ? "done" : "no answer"));
    }

    @Test
    void isAnsweredOnceTheDeviceHasObeyed() {
        CompletableFuture<Result> answer = reset(1);
        assertFalse(answer.isDone());
        end(true);
        assertEquals(Result.done("Blade is reset"), answer.join());
    }

    @Test
    void aRefusalSaysWhyAndWhereToLook() {
        CompletableFuture<Result> answer = reset(1);
        end(false);
        assertEquals("no answer", answer.join().text());
        assertTrue(answer.join().outcome() != Outcome.DONE && !answer.join().hint().isEmpty());
    }

    @Test
    void whatHasToOutliveARestartIsOnTheDiskFirst() {
        stored = new CompletableFuture<>();
        CompletableFuture<Result> answer = orders.order(1, () -> hardware.operatorPower(1, true, 0), "Blade is on")
                .toCompletableFuture();
        assertTrue(done.contains(new HardwareAction.OperatorWordChanged(OperatorWord.NONE)), done.toString());
        assertFalse(answer.isDone());
        stored.completeExceptionally(new IOException("disk full"));
        assertTrue(answer.join().text().contains("disk full"), answer.join().text());
        assertTrue(answer.join().outcome() != Outcome.DONE);
    }

    @Test
    void nobodyIsOrderedWhereNobodyIs() {
        assertEquals(Outcome.NOT_FOUND, reset(0).join().outcome());
        assertEquals(Outcome.NOT_FOUND, reset(2).join().outcome());
        assertEquals(Outcome.NOT_FOUND, reset(3).join().outcome());
        assertEquals(List.of(), done);
    }

    @Test
    void tooManyAreRefusedAndTheEndTellsAll() {
        List<CompletableFuture<Result>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            answers.add(reset(1));
        }
        assertTrue(reset(1).join().hint().contains("again"));
        orders.end();
        answers.forEach(answer -> assertEquals(Outcome.TIMED_OUT, answer.join().outcome()));
    }
}
