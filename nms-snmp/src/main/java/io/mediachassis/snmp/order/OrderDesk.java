package io.mediachassis.snmp.order;

import io.mediachassis.backplane.proto.UnitOrder;
import io.mediachassis.backplane.proto.UnitOrderReply;
import io.mediachassis.snmp.chassis.ChassisMib;
import io.mediachassis.snmp.snapshot.RowTable;
import io.mediachassis.snmp.snapshot.Setting;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.PDU;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/**
 * Carries out what managers set; whoever sets waits for the unit's word. The library has one set at a time. Any thread.
 */
public final class OrderDesk implements Setting {
    private static final Logger LOG = LoggerFactory.getLogger(OrderDesk.class);
    /** Managers send a request again after a second or more. */
    private static final long PATIENCE_MS = 1500;

    private final SettableObjects objects;
    private final UnitOrders orders;

    public OrderDesk(ChassisMib mib, UnitOrders orders) {
        this.objects = new SettableObjects(mib);
        this.orders = orders;
    }

    /** What may be set. */
    public SettableObjects objects() {
        return objects;
    }

    @Override
    public int check(RowTable table, OID oid, Variable value) {
        return objects.judge(table, oid, value) instanceof SettableObjects.Judgement.Wrong wrong
                ? wrong.errorStatus() : PDU.noError;
    }

    /** Sets it, and waits for what the unit says, 1.5 s at most. */
    @Override
    public int carryOut(RowTable table, OID oid, Variable value, String user) {
        SettableObjects.Judgement judged = objects.judge(table, oid, value);
        if (judged instanceof SettableObjects.Judgement.Give give) {
            return carryOut(give.order().toBuilder().setUser(user).build());
        }
        return judged instanceof SettableObjects.Judgement.Wrong wrong ? wrong.errorStatus() : PDU.noError;
    }

    private int carryOut(UnitOrder order) {
        try {
            UnitOrderReply reply = orders.give(order).get(PATIENCE_MS, TimeUnit.MILLISECONDS);
            LOG.info("{} {} as {} has set it: {}", order.getKind(), order.getSlot(), order.getUser(), reply.getText());
            return reply.getDone() ? PDU.noError : PDU.commitFailed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return PDU.commitFailed;
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("{} {} as {} has set it: no answer, {}", order.getKind(), order.getSlot(), order.getUser(),
                    e.toString());
            return PDU.commitFailed;
        }
    }
}
