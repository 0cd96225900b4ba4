package io.mediachassis.controller.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.controller.hardware.BusRequest.Urgency;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingOrdersTest {
    private final WaitingOrders waiting = new WaitingOrders(2);
    private final List<BusFinding> findings = new ArrayList<>();
    private long lastId;

    private BusRequest add(int address, Urgency urgency) {
        BusRequest order = new BusRequest(++lastId, address, urgency, DeviceRequests.power(false));
        waiting.add(order, findings);
        return order;
    }

    private List<Long> failed() {
        return findings.stream().map(f -> ((BusFinding.OrderFailed) f).order().id()).toList();
    }

    @Test
    void fencesLeaveFirstAndTheRestInOrder() {
        BusRequest first = add(1, Urgency.ORDER);
        BusRequest second = add(2, Urgency.ORDER);
        BusRequest fence = add(3, Urgency.FENCE);
        assertEquals(fence, waiting.next());
        assertEquals(first, waiting.next());
        assertEquals(second, waiting.next());
        assertNull(waiting.next());
        assertEquals(List.of(), findings);
    }

    @Test
    void aFenceWithdrawsWhatWaitsForItsDevice() {
        BusRequest on = add(1, Urgency.ORDER);
        BusRequest other = add(2, Urgency.ORDER);
        BusRequest fence = add(1, Urgency.FENCE);
        BusRequest again = add(1, Urgency.FENCE);
        assertEquals(List.of(on.id(), fence.id()), failed());
        assertEquals(again, waiting.next());
        assertEquals(other, waiting.next());
        assertNull(waiting.next());
    }

    @Test
    void ordersAreBoundedAndFencesAreNot() {
        add(1, Urgency.ORDER);
        add(2, Urgency.ORDER);
        BusRequest tooMany = add(3, Urgency.ORDER);
        BusRequest fence = add(4, Urgency.FENCE);
        assertEquals(List.of(tooMany.id()), failed());
        assertTrue(((BusFinding.OrderFailed) findings.get(0)).why().contains("try again"));
        assertEquals(fence, waiting.next());
    }

    @Test
    void whatIsGoneTakesItsOrdersAlong() {
        BusRequest order = add(1, Urgency.ORDER);
        waiting.withdraw(1, "it was removed", findings);
        assertEquals(List.of(order.id()), failed());
        assertNull(waiting.next());
    }
}
