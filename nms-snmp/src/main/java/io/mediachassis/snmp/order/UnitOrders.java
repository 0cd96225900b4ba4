package io.mediachassis.snmp.order;

import io.mediachassis.backplane.proto.UnitOrder;
import io.mediachassis.backplane.proto.UnitOrderReply;
import java.util.concurrent.CompletableFuture;

/** Where orders to the unit go. Any thread; never blocks. */
@FunctionalInterface
public interface UnitOrders {
    /** Nobody takes any. */
    UnitOrders NONE = order -> CompletableFuture.completedFuture(
            UnitOrderReply.newBuilder().setText("there is no controller to take it").build());

    /** Gives an order. The answer may come on any thread; without a controller it fails, or is a refusal. */
    CompletableFuture<UnitOrderReply> give(UnitOrder order);
}
