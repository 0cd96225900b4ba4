/** The registry's rows in SQL: SQLite in the controller itself, or a PostgreSQL server. */
@NullMarked
package io.mediachassis.controller.headend.registry.store.sql;

import org.jspecify.annotations.NullMarked;
