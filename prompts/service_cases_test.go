package prompts

// serving are the prompts of small talk, commands and customer service.
var serving = []example{
	{"courtesy", "to thanks", both(Courtesy{Kind: "thanks"})},
	{"courtesy", "to a greeting", both(Courtesy{Kind: "hello"})},

	{"hello", "", both(Hello)},
	{"thanks", "", both(Thanks)},
	{"bye", "", both(Bye)},
	{"unclear", "", both(Unclear)},
	{"wish", "", both(Wish)},
	{"restarted", "", both(Restarted)},
	{"apology", "", both(Apology)},
	{"forgotten", "", both(Forgotten)},
	{"help", "", both(Help)},
	{"unknowncommand", "", both(NoCommand)},
	{"which", "", both(Which)},
	{"noted", "", pair(Noted{Wishes: []string{"颜色：不要黑色", "价格：¥300以内"}}, Noted{Wishes: []string{"colour: not black", "price: up to ¥300"}})},
	{"wait", "", both(Wait)},
	{"noorders", "", both(NoOrders)},
	{"offtopic", "", both(OffTopic)},
	{"upset", "", both(Upset)},
	{"lost", "", both(Lost)},
	{"caution", "", both(Caution)},

	{"who", "in a shop with departments", pair(
		Who{Departments: []string{"服装", "数码产品", "家居用品"}}, Who{Departments: []string{"clothing", "electronics", "home"}})},
	{"who", "in an empty shop", both(Who{})},

	{"vote", "of one", pair(
		Votes{[]Vote{{Title: "通勤风衣", Up: true}}}, Votes{[]Vote{{Title: "Commuter Trench", Up: true}}})},
	{"vote", "of two", pair(
		Votes{[]Vote{{Title: "通勤风衣", Up: true}, {Title: "亚麻立领衬衫"}}},
		Votes{[]Vote{{Title: "Commuter Trench", Up: true}, {Title: "Linen Band-Collar Shirt"}}})},

	{"prefs", "of two", pair(
		Preferences{Lines: []PreferenceLine{{1, "价格：¥300以内", "“三百以内”（第2句）", false}, {2, "性别：男士", "“男士”（以前说过）", true}}},
		Preferences{Lines: []PreferenceLine{{1, "price: up to ¥300", "“under 300” (message 2)", false}, {2, "gender: men", "“for men” (said before)", true}}})},
	{"prefs", "for another", pair(
		Preferences{For: "妈妈", Lines: []PreferenceLine{{1, "尺码：S", "“S码”（第4句）", true}}},
		Preferences{For: "mum", Lines: []PreferenceLine{{1, "size: S", "“size S” (message 4)", true}}})},
	{"prefs", "of none", both(Preferences{})},

	{"preference", "for one value", pair(
		Preference{Op: "in", Label: "颜色", Values: []string{"蓝色"}}, Preference{Op: "in", Label: "colour", Values: []string{"blue"}})},
	{"preference", "for any of three values, if possible", pair(
		Preference{Op: "in", Label: "颜色", Values: []string{"蓝色", "白色", "绿色"}, Preferred: true},
		Preference{Op: "in", Label: "colour", Values: []string{"blue", "white", "green"}, Preferred: true})},
	{"preference", "against values", pair(
		Preference{Op: "not-in", Label: "材质", Values: []string{"棉", "皮革"}},
		Preference{Op: "not-in", Label: "material", Values: []string{"cotton", "leather"}})},
	{"preference", "for at least", pair(Preference{Op: "min", Label: "价格", Amount: "¥100"}, Preference{Op: "min", Label: "price", Amount: "¥100"})},
	{"preference", "for at most", pair(Preference{Op: "max", Label: "价格", Amount: "¥300"}, Preference{Op: "max", Label: "price", Amount: "¥300"})},
	{"preference", "for about", pair(Preference{Op: "near", Label: "价格", Amount: "¥500"}, Preference{Op: "near", Label: "price", Amount: "¥500"})},
	{"preference", "for a range", pair(
		Preference{Op: "range", Label: "价格", Amount: "¥200", To: "¥300"}, Preference{Op: "range", Label: "price", Amount: "¥200", To: "¥300"})},
	{"preference", "in free words", pair(
		Preference{Op: "like", Label: "文字", Words: "海边度假"}, Preference{Op: "like", Label: "text", Words: "beach holiday"})},

	{"source", "of this session", pair(Source{Words: "三百以内", Turn: 2}, Source{Words: "under 300", Turn: 2})},
	{"source", "of an earlier session", pair(Source{Words: "男士"}, Source{Words: "for men"})},

	{"dropped", "", pair(Dropped{"价格：¥300以内"}, Dropped{"price: up to ¥300"})},
	{"nosuchpreference", "", both(NoSuchPreference{9})},

	{"whyitem", "with its features", pair(
		Explanation{
			Title: "通勤风衣", Position: 2, Why: "符合：防水", Score: "5.35", Policy: "default-1",
			Features: []Contribution{{"与您的话相符", "+0.97"}, {"已经看过", "-2.00"}},
		},
		Explanation{
			Title: "Commuter Trench", Position: 2, Why: "Fits: waterproof", Score: "5.35", Policy: "default-1",
			Features: []Contribution{{"matches your words", "+0.97"}, {"shown before", "-2.00"}},
		})},
	{"whyitem", "for no reason in particular", pair(
		Explanation{Title: "通勤风衣", Position: 1, Score: "0.00", Policy: "default-1"},
		Explanation{Title: "Commuter Trench", Position: 1, Score: "0.00", Policy: "default-1"})},

	{"feature", "lexical", both(Feature("lexical"))},
	{"feature", "dense", both(Feature("dense"))},
	{"feature", "met", both(Feature("met"))},
	{"feature", "missed", both(Feature("missed"))},
	{"feature", "unlisted", both(Feature("unlisted"))},
	{"feature", "orderable", both(Feature("orderable"))},
	{"feature", "fresh", both(Feature("fresh"))},
	{"feature", "seen", both(Feature("seen"))},

	{"undone", "a vote", both(Undone{What: "vote"})},
	{"undone", "a wish", both(Undone{What: "wish"})},
	{"undone", "nothing", both(Undone{})},

	{"exported", "one of each", both(Exported{Messages: 1, Slates: 1, Reactions: 1})},
	{"exported", "several of each", both(Exported{Messages: 2, Slates: 12, Reactions: 3})},
	{"exported", "nothing", both(Exported{})},

	{"language", "changed", both(Language{Known: true})},
	{"language", "unknown", both(Language{})},

	{"policy", "in two paragraphs", pair(
		Policy{Text: "签收后7天内可以无理由退货。\n\n贴身衣物除外。", Title: "退换货", Section: "多久之内可以退？"},
		Policy{Text: "You may return within 7 days of delivery.\n\nUnderwear is excluded.", Title: "Returns", Section: "How long do I have?"})},
	{"policyunknown", "", both(PolicyUnknown{})},

	{"identify", "by number and address", both(Identify{})},
	{"identify", "by number", both(Identify{Missing: "order"})},
	{"identify", "by address", both(Identify{Missing: "email"})},
	{"ordernotfound", "", both(OrderNotFound{})},
	{"orderlocked", "", both(OrderLocked{})},

	{"order", "on its way", pair(
		Order{
			ID: "LT20261001", Status: "已发货", Total: "¥1,257", Carrier: "顺丰速运", Tracking: "SF0002026100101",
			Items: []OrderItem{{"通勤风衣", 1, "¥1,099"}, {"每日府绸短袖衬衫", 2, "¥79"}},
			Dates: []string{"2026-10-26下单", "2026-10-27发货", "预计2026-10-30送达"},
		},
		Order{
			ID: "LT20261001", Status: "shipped", Total: "¥1,257", Carrier: "SF Express", Tracking: "SF0002026100101",
			Items: []OrderItem{{"Commuter Trench", 1, "¥1,099"}, {"Everyday Poplin Shirt", 2, "¥79"}},
			Dates: []string{"placed 2026-10-26", "shipped 2026-10-27", "expected 2026-10-30"},
		})},
	{"order", "with a tracking number of an unnamed carrier", pair(
		Order{ID: "LT20261001", Status: "已发货", Total: "¥79", Tracking: "0002026100101"},
		Order{ID: "LT20261001", Status: "shipped", Total: "¥79", Tracking: "0002026100101"})},
	{"order", "late", pair(
		Order{ID: "LT20261001", Status: "已发货", Total: "¥79", Dates: []string{"预计2026-10-30送达"}, Late: true},
		Order{ID: "LT20261001", Status: "shipped", Total: "¥79", Dates: []string{"expected 2026-10-30"}, Late: true})},
	{"order", "not paid yet", pair(
		Order{ID: "LT20261002", Status: "待付款", Total: "¥79", Items: []OrderItem{{"每日府绸短袖衬衫", 1, "¥79"}}},
		Order{ID: "LT20261002", Status: "waiting for payment", Total: "¥79", Items: []OrderItem{{"Everyday Poplin Shirt", 1, "¥79"}}})},

	{"orderstatus", "pending payment", both(OrderStatus{"pending_payment"})},
	{"orderstatus", "processing", both(OrderStatus{"processing"})},
	{"orderstatus", "shipped", both(OrderStatus{"shipped"})},
	{"orderstatus", "delivered", both(OrderStatus{"delivered"})},
	{"orderstatus", "cancelled", both(OrderStatus{"cancelled"})},
	{"orderstatus", "return requested", both(OrderStatus{"return_requested"})},
	{"orderstatus", "refunded", both(OrderStatus{"refunded"})},

	{"orderdate", "placed", both(OrderDate{"placed", "2026-10-26"})},
	{"orderdate", "shipped", both(OrderDate{"shipped", "2026-10-27"})},
	{"orderdate", "delivered", both(OrderDate{"delivered", "2026-10-29"})},
	{"orderdate", "expected", both(OrderDate{"expected", "2026-10-30"})},

	{"person", "with the opening hours", pair(
		Person{"人工客服每天9:00到21:00在线。\n其他时间会保留您的请求。"},
		Person{"Staff are there from 9:00 to 21:00.\nOutside these hours your request is kept."})},
	{"person", "without", both(Person{})},
}
