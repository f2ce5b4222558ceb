package prompts

// shopping are the prompts that talk about products.
var shopping = []example{
	{"lead", "for a new wish", both(Lead{})},
	{"lead", "for cheaper items", both(Lead{Kind: "cheaper"})},
	{"lead", "when nothing is cheaper", both(Lead{Kind: "cheapest"})},
	{"lead", "for dearer items", both(Lead{Kind: "dearer"})},
	{"lead", "for other items", both(Lead{Kind: "other"})},
	{"lead", "for items like another", pair(
		Lead{Kind: "similar", Like: "每日府绸短袖衬衫"},
		Lead{Kind: "similar", Like: "Everyday Poplin Shirt"})},
	{"lead", "for the closest items, with unknown words", pair(
		Lead{Kind: "closest", Unknown: []string{"夜光", "会飞"}},
		Lead{Kind: "closest", Unknown: []string{"glowing", "flying"}})},
	{"lead", "for the closest items", both(Lead{Kind: "closest"})},
	{"lead", "when all has been seen", both(Lead{Kind: "exhausted"})},
	{"lead", "for what no listing states", pair(
		Lead{Kind: "unlisted", Unknown: []string{"防水", "“静音”"}}, Lead{Kind: "unlisted", Unknown: []string{"waterproof", "“quiet”"}})},
	{"lead", "for lighter items", pair(
		Lead{Kind: "adjusted", Like: "会议本", Words: "太重了"}, Lead{Kind: "adjusted", Like: "Meeting Laptop", Words: "too heavy"})},
	{"lead", "for lighter items than several", pair(Lead{Kind: "adjusted", Words: "轻一点"}, Lead{Kind: "adjusted", Words: "lighter"})},
	{"lead", "for items between two", both(Lead{Kind: "between", From: "¥79", To: "¥159"})},
	{"lead", "for what goes with an item", pair(
		Lead{Kind: "complement", Like: "通勤风衣"}, Lead{Kind: "complement", Like: "Commuter Trench"})},
	{"lead", "for a variant of an item", pair(
		Lead{Kind: "variant", Like: "通勤风衣", Words: "蓝色"}, Lead{Kind: "variant", Like: "Commuter Trench", Words: "blue"})},
	{"lead", "for an item like another but for one thing", pair(
		Lead{Kind: "instead", Like: "通勤风衣", Words: "防水"}, Lead{Kind: "instead", Like: "Commuter Trench", Words: "waterproof"})},
	{"lead", "for what can be ordered", both(Lead{Kind: "instock"})},

	{"list", "of three items", pair(
		List{Items: []Line{
			{1, "每日府绸短袖衬衫", "¥79", "", "有货"},
			{2, "亚麻立领衬衫", "¥159", "¥199", "仅剩2件"},
			{3, "纪录片电影《修表人》", "", "", "随时可看可听"},
		}},
		List{Items: []Line{
			{1, "Everyday Poplin Shirt", "¥79", "", "In stock"},
			{2, "Linen Band-Collar Shirt", "¥159", "¥199", "Only 2 left"},
			{3, "The Watch Mender: A Documentary", "", "", "Available now"},
		}})},
	{"list", "of nothing", both(List{})},

	{"cannotrefuse", "words", pair(CannotRefuse{"夹脚"}, CannotRefuse{"flip-flops"})},

	{"quoted", "with a sentence", pair(
		Quoted{Title: "松风侧把茶壶", Sentence: "壶嘴出水利落，不滴漏。"}, Quoted{Title: "Pine Wind Teapot", Sentence: "The spout pours cleanly and does not drip."})},
	{"quoted", "without one", pair(Quoted{Title: "松风侧把茶壶"}, Quoted{Title: "Pine Wind Teapot"})},
	{"quoted", "without one, with what is stated", pair(
		Quoted{Title: "松风侧把茶壶", Facts: []Fact{{"容量", "220 毫升"}, {"颜色", "棕色"}}},
		Quoted{Title: "Pine Wind Teapot", Facts: []Fact{{"capacity", "220 ml"}, {"colour", "brown"}}})},

	{"converted", "from dollars", both(Converted{Said: "$40", Amount: "¥285", Date: "2026-10-01"})},

	{"question", "about the category", pair(Question{"product_type", "类别"}, Question{"product_type", "category"})},
	{"question", "about the gender", pair(Question{"gender", "性别"}, Question{"gender", "gender"})},
	{"question", "about the use", pair(Question{"use", "适用场景"}, Question{"use", "suitable for"})},
	{"question", "about the skin type", pair(Question{"skin_type", "肤质"}, Question{"skin_type", "skin type"})},
	{"question", "about the season", pair(Question{"season", "季节"}, Question{"season", "season"})},
	{"question", "about the level", pair(Question{"level", "难度"}, Question{"level", "level"})},
	{"question", "about the size", pair(Question{"size", "尺码"}, Question{"size", "size"})},
	{"question", "about anything else", pair(Question{"material", "材质"}, Question{"material", "material"})},

	{"why", "with everything there is to say", pair(
		Why{Met: []string{"短袖", "不是棉"}, InBudget: true, Missed: []string{"蓝色"}, Unlisted: []string{"版型", "季节"}},
		Why{Met: []string{"short-sleeved", "not cotton"}, InBudget: true, Missed: []string{"blue"}, Unlisted: []string{"fit", "season"}})},
	{"why", "when the budget alone is met", both(Why{InBudget: true})},
	{"why", "when the budget is met and a wish missed", pair(
		Why{InBudget: true, Missed: []string{"蓝色"}}, Why{InBudget: true, Missed: []string{"blue"}})},
	{"why", "when a wish is missed", pair(Why{Missed: []string{"蓝色"}}, Why{Missed: []string{"blue"}})},
	{"why", "when a wish is not listed", pair(Why{Unlisted: []string{"材质"}}, Why{Unlisted: []string{"material"}})},
	{"why", "when one is missed and one not listed", pair(
		Why{Missed: []string{"蓝色"}, Unlisted: []string{"材质"}}, Why{Missed: []string{"blue"}, Unlisted: []string{"material"}})},
	{"why", "when all is met, leaving out what is notable", pair(
		Why{Met: []string{"男士"}, Notable: []string{"新品"}}, Why{Met: []string{"men"}, Notable: []string{"new"}})},
	{"why", "without wishes", pair(Why{Notable: []string{"新品", "亚麻"}}, Why{Notable: []string{"new", "linen"}})},
	{"why", "with nothing to say", both(Why{})},

	{"stock", "of plenty", both(Stock{Availability: "in_stock", Stock: 42})},
	{"stock", "of few", both(Stock{Availability: "in_stock", Stock: 3, Low: true})},
	{"stock", "of one", both(Stock{Availability: "in_stock", Stock: 1, Low: true})},
	{"stock", "of none", both(Stock{Availability: "out_of_stock", Low: true})},
	{"stock", "to pre-order", both(Stock{Availability: "preorder"})},
	{"stock", "to back-order", both(Stock{Availability: "backorder"})},
	{"stock", "of content", both(Stock{Availability: "in_stock", Content: true})},

	{"without", "a material", pair(Without{"棉"}, Without{"cotton"})},

	{"nothing", "with ways out", pair(
		Nothing{Wish: "类别：衬衫、价格：¥50以内", Relaxed: []string{"¥79以内：3款", "不限颜色：1款"}},
		Nothing{Wish: "category: shirts, price: up to ¥50", Relaxed: []string{"up to ¥79: 3 options", "any colour: 1 option"}})},
	{"nothing", "with ways that give up two wishes", pair(
		Nothing{Wish: "类别：衬衫、价格：¥50以内", Relaxed: []string{"不限颜色、¥79以内：1款"}, Two: true},
		Nothing{Wish: "category: shirts, price: up to ¥50", Relaxed: []string{"any colour and up to ¥79: 1 option"}, Two: true})},
	{"nothing", "without a way out", pair(Nothing{Wish: "类别：衬衫"}, Nothing{Wish: "category: shirts"})},
	{"nothing", "for no wish in words", both(Nothing{})},

	{"relaxed", "by price", both(Relaxed{Amount: "¥560", Count: 3})},
	{"relaxed", "by price, to one product", both(Relaxed{Amount: "¥560", Count: 1})},
	{"relaxed", "by attribute", pair(
		Relaxed{Dropped: []Dropping{{Label: "颜色"}}, Count: 5}, Relaxed{Dropped: []Dropping{{Label: "colour"}}, Count: 5})},
	{"relaxed", "by two attributes", pair(
		Relaxed{Dropped: []Dropping{{Label: "颜色"}, {Label: "防水", Flag: true}}, Count: 5},
		Relaxed{Dropped: []Dropping{{Label: "colour"}, {Label: "waterproof", Flag: true}}, Count: 5})},
	{"relaxed", "by an attribute and the price", pair(
		Relaxed{Dropped: []Dropping{{Label: "颜色"}}, Amount: "¥560", Count: 1}, Relaxed{Dropped: []Dropping{{Label: "colour"}}, Amount: "¥560", Count: 1})},
	{"relax", "the price", both(saying{Relaxed{Amount: "¥560", Count: 3}})},
	{"relax", "an attribute", pair(saying{Relaxed{Dropped: []Dropping{{Label: "颜色"}}}}, saying{Relaxed{Dropped: []Dropping{{Label: "colour"}}}})},
	{"relax", "an attribute and the price", pair(
		saying{Relaxed{Dropped: []Dropping{{Label: "颜色"}}, Amount: "¥560"}}, saying{Relaxed{Dropped: []Dropping{{Label: "colour"}}, Amount: "¥560"}})},

	{"unfound", "by name", pair(Unfound{"光剑"}, Unfound{"lightsaber"})},
	{"unfound", "without a name", both(Unfound{})},

	{"detail", "of a product on sale", pair(
		Detail{
			Title: "亚麻立领衬衫", Price: "¥159", ListPrice: "¥199", Stock: "仅剩2件", Description: "亚麻与棉混纺，透气不贴身。",
			Facts: []Fact{{"颜色", "白色"}, {"材质", "棉、亚麻"}, {"可机洗", "✓"}},
		},
		Detail{
			Title: "Linen Band-Collar Shirt", Price: "¥159", ListPrice: "¥199", Stock: "Only 2 left", Description: "Linen and cotton that breathe.",
			Facts: []Fact{{"colour", "white"}, {"material", "cotton, linen"}, {"machine washable", "✓"}},
		})},
	{"detail", "of content about which little is stated", pair(
		Detail{Title: "纪录片电影《修表人》", Stock: "随时可看可听"}, Detail{Title: "The Watch Mender", Stock: "Available now"})},

	{"variants", "found", pair(
		Variants{Title: "每日府绸短袖衬衫", Asked: "蓝色", Label: "颜色", Others: []string{"蓝色"}, Found: []Variant{
			{[]string{"蓝色", "S"}, "¥79", "有货"}, {nil, "", "缺货"},
		}},
		Variants{Title: "Everyday Poplin Shirt", Asked: "blue", Label: "colour", Others: []string{"blue"}, Found: []Variant{
			{[]string{"blue", "S"}, "¥79", "In stock"}, {nil, "", "Out of stock"},
		}})},
	{"variants", "not found among several", pair(
		Variants{Title: "每日府绸短袖衬衫", Asked: "蓝色", Label: "颜色", Others: []string{"白色", "黑色", "绿色"}},
		Variants{Title: "Everyday Poplin Shirt", Asked: "blue", Label: "colour", Others: []string{"white", "black", "green"}})},
	{"variants", "not found beside one", pair(
		Variants{Title: "每日府绸短袖衬衫", Asked: "蓝色", Label: "颜色", Others: []string{"白色"}},
		Variants{Title: "Everyday Poplin Shirt", Asked: "blue", Label: "colour", Others: []string{"white"}})},
	{"variants", "not listed", pair(
		Variants{Title: "每日府绸短袖衬衫", Asked: "蓝色", Label: "颜色"},
		Variants{Title: "Everyday Poplin Shirt", Asked: "blue", Label: "colour"})},

	{"attribute", "that it has", pair(
		Attribute{Title: "通勤风衣", Label: "防水", Answer: "yes", Values: []string{"✓"}},
		Attribute{Title: "Commuter Trench", Label: "waterproof", Answer: "yes", Values: []string{"✓"}})},
	{"attribute", "that it lacks", pair(
		Attribute{Title: "通勤风衣", Label: "防水", Answer: "no", Values: []string{"✗"}},
		Attribute{Title: "Commuter Trench", Label: "waterproof", Answer: "no", Values: []string{"✗"}})},
	{"attribute", "with values", pair(
		Attribute{Title: "通勤风衣", Label: "材质", Values: []string{"棉", "锦纶"}},
		Attribute{Title: "Commuter Trench", Label: "material", Values: []string{"cotton", "nylon"}})},
	{"attribute", "that is not listed", pair(
		Attribute{Title: "通勤风衣", Label: "材质"}, Attribute{Title: "Commuter Trench", Label: "material"})},

	{"compare", "two items", pair(
		Comparison{Rows: []ComparisonRow{{"价格", []string{"① ¥79 有货", "② ¥159 仅剩2件"}}, {"颜色", []string{"① 白色", "② –"}}}},
		Comparison{Rows: []ComparisonRow{{"price", []string{"① ¥79 In stock", "② ¥159 Only 2 left"}}, {"colour", []string{"① white", "② –"}}}})},
	{"compare", "items that do not differ", both(Comparison{})},

	{"advice", "the first", pair(Advice{1, "亚麻立领衬衫"}, Advice{1, "Linen Band-Collar Shirt"})},
	{"alone", "a shirt", pair(Alone{"亚麻立领衬衫"}, Alone{"Linen Band-Collar Shirt"})},

	{"nosuchitem", "among several", both(NoSuchItem{Shown: 3})},
	{"nosuchitem", "beside the only one", both(NoSuchItem{Shown: 1})},
	{"nosuchitem", "before any is shown", both(NoSuchItem{})},

	{"accept", "a product", pair(
		Accepted{Title: "通勤风衣", Price: "¥599", Stock: "有货", Link: "https://shop.example/p/trench", Orderable: true},
		Accepted{Title: "Commuter Trench", Price: "¥599", Stock: "In stock", Link: "https://shop.example/p/trench", Orderable: true})},
	{"accept", "content without a page", pair(
		Accepted{Title: "纪录片电影《修表人》", Stock: "随时可看可听", Orderable: true}, Accepted{Title: "The Watch Mender", Stock: "Available now", Orderable: true})},

	{"attribute", "that its description says", pair(
		Attribute{Title: "通勤风衣", Label: "材质", Values: []string{"棉"}, Described: true},
		Attribute{Title: "Commuter Trench", Label: "material", Values: []string{"cotton"}, Described: true})},
	{"attribute", "that its description says it has", pair(
		Attribute{Title: "通勤风衣", Label: "防水", Answer: "yes", Described: true}, Attribute{Title: "Commuter Trench", Label: "waterproof", Answer: "yes", Described: true})},
	{"attribute", "that its description says it lacks", pair(
		Attribute{Title: "通勤风衣", Label: "防水", Answer: "no", Described: true}, Attribute{Title: "Commuter Trench", Label: "waterproof", Answer: "no", Described: true})},
	{"variants", "that its description says", pair(
		Variants{Title: "通勤风衣", Asked: "蓝色", Label: "颜色", Described: true, Found: []Variant{{nil, "¥79", "有货"}}},
		Variants{Title: "Commuter Trench", Asked: "blue", Label: "colour", Described: true, Found: []Variant{{nil, "¥79", "In stock"}}})},
	{"described", "a material", pair(Described{"棉"}, Described{"cotton"})},

	{"superlative", "of three items", pair(
		Superlative{Label: "重量", Items: []Measured{{"轻羽本", "1.1 kg"}, {"会议本", "1.28 kg"}, {"游戏本", "2.5 kg"}}},
		Superlative{Label: "weight", Items: []Measured{{"Feather", "1.1 kg"}, {"Ledger", "1.28 kg"}, {"Storm", "2.5 kg"}}})},
	{"superlative", "of two items that are equal", pair(
		Superlative{Label: "重量", Tied: true, Items: []Measured{{"轻羽本", "1.1 kg"}, {"会议本", "1.1 kg"}}},
		Superlative{Label: "weight", Tied: true, Items: []Measured{{"Feather", "1.1 kg"}, {"Ledger", "1.1 kg"}}})},
	{"superlative", "when some do not state it", pair(
		Superlative{Label: "重量", Items: []Measured{{"轻羽本", "1.1 kg"}}, Unstated: []string{"会议本", "游戏本"}},
		Superlative{Label: "weight", Items: []Measured{{"Feather", "1.1 kg"}}, Unstated: []string{"Ledger", "Storm"}})},
	{"superlative", "when none states it", pair(Superlative{Label: "重量"}, Superlative{Label: "weight"})},

	{"nofurther", "than an item", pair(
		NoFurther{Words: "轻一点", Label: "重量", Title: "轻羽本", Value: "1.1 kg"}, NoFurther{Words: "lighter", Label: "weight", Title: "Feather", Value: "1.1 kg"})},
	{"nofurther", "when nothing else states it", pair(
		NoFurther{Words: "亮一点", Label: "颜色", Title: "轻羽本"}, NoFurther{Words: "brighter", Label: "colour", Title: "Feather"})},
	{"nofurther", "when no listing states it", pair(NoFurther{Words: "轻一点", Label: "重量"}, NoFurther{Words: "lighter", Label: "weight"})},

	{"nocomplement", "with a film", pair(NoComplement{"纪录片电影《修表人》"}, NoComplement{"The Watch Mender"})},

	{"pictures", "on two pages", both(Pictures{Links: []string{"https://shop.example/p/a", "https://shop.example/p/b"}})},
	{"pictures", "nowhere", both(Pictures{})},
}
