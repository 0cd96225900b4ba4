package io.mediachassis.controller.headend.registry.store.etcd;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.PutResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.controller.headend.registry.RegistryRows;
import io.mediachassis.controller.headend.registry.RegistryStore;
import io.mediachassis.controller.headend.registry.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The registry in etcd, which several controllers may share. A step is a transaction that compares the revisions of what
 * it read; leases are etcd's own. While there is no majority of the nodes, what any of them knows can be read; steps
 * wait until their limit and then say so.
 */
public final class EtcdStore implements RegistryStore {
    private final EtcdNodes nodes;
    private final Duration limit;
    private final Duration perNode;

    /**
     * Connects when first asked.
     *
     * @param endpoints HOST:PORT of each node
     * @param limit for which a step or a question is tried, at one node after the other
     */
    public EtcdStore(List<String> endpoints, Duration limit, Clock clock) {
        this.nodes = new EtcdNodes(endpoints, clock);
        this.limit = limit;
        this.perNode = limit.dividedBy(endpoints.size() + 1L);
    }

    @Override
    public <T> T read(Function<RegistryRows, T> question) {
        long deadlineNs = nodes.deadlineNs(limit);
        return question.apply(new EtcdRows(reader(deadlineNs), true));
    }

    @Override
    public <T> T write(Function<RegistryRows, T> step) {
        long deadlineNs = nodes.deadlineNs(limit);
        try {
            while (true) {
                EtcdRows rows = new EtcdRows(reader(deadlineNs), false);
                T answer = step.apply(rows);
                if (!rows.needsCommit() || commit(rows, deadlineNs)) {
                    return answer;
                }
                if (nodes.isPast(deadlineNs)) {
                    throw new StoreException("others change the same rows of the registry all the time");
                }
            }
        } catch (StoreException e) {
            throw unwritten(e);
        }
    }

    private EtcdRows.Reader reader(long deadlineNs) {
        return new EtcdRows.Reader() {
            @Override
            public GetResponse get(String key, GetOption option) {
                return EtcdStore.this.get(key, option, deadlineNs);
            }

            @Override
            public List<GetResponse> together(List<Op.GetOp> gets) {
                Op[] operations = gets.toArray(Op[]::new);
                return nodes.ask(client -> client.getKVClient().txn().Then(operations).commit(), perNode, deadlineNs)
                        .getGetResponses();
            }
        };
    }

    /** False when something that was read is otherwise now. */
    private boolean commit(EtcdRows rows, long deadlineNs) {
        TxnResponse response = nodes.ask(
                client -> client.getKVClient().txn().If(rows.compares()).Then(rows.changes()).commit(), perNode,
                deadlineNs);
        return response.isSucceeded();
    }

    @Override
    public void renew(String station, Duration lifetime) {
        long deadlineNs = nodes.deadlineNs(limit);
        long seconds = Math.max(1, lifetime.toSeconds());
        String key = EtcdKeys.lease(station);
        try {
            List<KeyValue> present = get(key, GetOption.DEFAULT, deadlineNs).getKvs();
            long lease = present.isEmpty() ? 0 : present.get(0).getLease();
            if (lease == 0 || !keepAlive(lease, deadlineNs)) {
                nodes.ask(client -> grant(client, key, seconds), perNode, deadlineNs);
            }
        } catch (StoreException e) {
            throw unwritten(e);
        }
    }

    private boolean keepAlive(long lease, long deadlineNs) {
        return nodes.ask(
                client -> client.getLeaseClient()
                        .keepAliveOnce(lease)
                        .thenApply(answer -> answer.getTTL() > 0)
                        // Run out between two questions.
                        .exceptionally(e -> false),
                perNode, deadlineNs);
    }

    /** Asked twice, a lease is left over, which runs out. */
    private static CompletableFuture<PutResponse> grant(Client client, String key, long seconds) {
        return client.getLeaseClient().grant(seconds).thenCompose(lease -> client.getKVClient()
                .put(
                        EtcdKeys.bytes(key), EtcdKeys.bytes(""),
                        PutOption.builder().withLeaseId(lease.getID()).build()));
    }

    private GetResponse get(String key, GetOption option, long deadlineNs) {
        return nodes.ask(client -> client.getKVClient().get(EtcdKeys.bytes(key), option), perNode, deadlineNs);
    }

    private StoreException unwritten(StoreException e) {
        return new StoreException(
                "the registry's etcd at " + nodes + " took no write within " + limit.toMillis() + " ms (are most of its "
                        + nodes.count() + " nodes up?); what is known can be read meanwhile. " + e.getMessage(), e);
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public String describe() {
        return "etcd, " + nodes;
    }

    @Override
    public void close() {
        nodes.close();
    }
}
