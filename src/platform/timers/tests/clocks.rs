//! Leases, and clocks that are set.

use super::*;

#[tokio::test]
async fn the_lease_of_long_work_is_renewed_so_that_no_other_node_takes_it() {
    for database in databases().await {
        let house = House::build(database).await;
        let (begun, finish) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let lease = Duration::from_millis(60);
        let node = house.node_of(slow(&house, &begun, &finish).lease(lease));
        house.set("a", NOW).await;
        let work = tokio::spawn(async move { node.tick().await });
        begun.notified().await;
        for _ in 0..3 {
            house.clock.pass(SignedDuration::from_millis(50));
            let until = house.in_(SignedDuration::from_millis(60));
            while house.find("a").await.unwrap().run_at < until {
                tokio::task::yield_now().await;
            }
            assert_eq!(house.node().tick().await.unwrap(), 0);
        }
        finish.notify_one();
        assert_eq!(work.await.unwrap().unwrap(), 1);
        assert_eq!(house.notes().await, ["a"]);
    }
}

#[tokio::test]
async fn work_that_takes_too_long_is_broken_off_and_tried_again() {
    for database in databases().await {
        let house = House::build(database).await;
        let begun = Arc::new(Notify::new());
        let kind = slow(&house, &begun, &Arc::new(Notify::new())).longest(Duration::from_millis(1));
        house.set("a", NOW).await;
        assert_eq!(house.node_of(kind).tick().await.unwrap(), 1);
        assert_eq!(house.find("a").await.unwrap().trouble, "it took too long");
    }
}

#[tokio::test]
async fn a_clock_that_is_set_forward_during_the_work_does_not_make_it_begin_twice() {
    for database in databases().await {
        let house = House::build(database).await;
        let (begun, finish) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let node = house.node_of(slow(&house, &begun, &finish));
        house.set("a", NOW).await;
        let same = node.clone();
        let work = tokio::spawn(async move { same.tick().await });
        begun.notified().await;
        house.clock.set_by(SignedDuration::from_hours(5));
        assert_eq!(node.tick().await.unwrap(), 0);
        finish.notify_one();
        work.await.unwrap().unwrap();
        assert_eq!(house.notes().await, ["a"]);
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_no_wait_longer_and_moves_no_time_of_the_wall_clock() {
    for database in databases().await {
        let house = House::build(database).await;
        let node = house.node();
        let at_nine = house.in_(SignedDuration::from_hours(1));
        house.set("reminder", When::At(at_nine)).await;
        house.set("escalation", When::After(SignedDuration::from_mins(5))).await;
        house.set("mail", NOW).await;
        house.clock.set_by(SignedDuration::from_hours(-2));
        assert_eq!(node.audit().await.unwrap().shifted, 2);
        assert_eq!(node.audit().await.unwrap().shifted, 0);
        node.tick().await.unwrap();
        house.clock.pass(SignedDuration::from_mins(5));
        node.tick().await.unwrap();
        assert_eq!(house.notes().await, ["escalation", "mail"]);
        assert_eq!(house.find("reminder").await.unwrap().run_at, at_nine);
        house.clock.pass(SignedDuration::from_hours(3));
        node.tick().await.unwrap();
        assert_eq!(house.notes().await.len(), 3);
    }
}
